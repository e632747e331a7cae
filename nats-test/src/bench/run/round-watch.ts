import { withAdvice } from './advice';

/*
 * When a round is over, and whether anything is missing. It reads no clock: times are handed in, in
 * milliseconds that never go back. Whatever a server does, a round ends.
 */

/** How far all workers of a round are, together. */
export interface RoundState {
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** By identity: how many different messages have come and been worked on. */
  readonly seen: readonly number[];
  /** Every publisher has sent all and knows what became of it. */
  readonly isPublished: boolean;
  /** Nobody listens yet: everything is published first. */
  readonly isFilling: boolean;
  /** A subscriber has messages in hand that it works on, and a server may wait for their acks. */
  readonly isAtWork: boolean;
  /** The most frequent error so far. */
  readonly error?: string;
  /** Something is over that can't be mended: a sentence. */
  readonly broken?: string;
  /** How the user has asked for an end: a sentence. */
  readonly interrupted?: string;
  /** How far the wall clock has gone away from the one that is never set, since the beginning. */
  readonly clockDriftMs: number;
}

export type Decision =
  | { readonly kind: 'go on' }
  /** No more publishing; what is under way may come. */
  | { readonly kind: 'stop'; readonly partial: string }
  /**
   * `isComplete`: whatever should have come has had its time.
   * `partial`: why there is less than was asked for.
   */
  | { readonly kind: 'end'; readonly isComplete: boolean; readonly partial?: string };

export interface WatchOptions {
  /** What is missing is sent again after it, so that nothing is lost before. */
  readonly ackWaitMs: number;
  /** How long a subscriber works on a message; nothing is heard of it meanwhile. */
  readonly workMs: number;
  /** The longest that a subscriber works on all that it may have without an ack. */
  readonly workInHandMsMax: number;
  /** How long to wait, once publishing has ended, for messages that do come. */
  readonly drainMsMax: number;
}

/** A server may well be silent for so long while it works: without an ack, and without a delivery. */
const SILENCE_MS = 10_000;
const DRAIN_SILENCE_MS = 5000;
/** A redelivery comes late. */
const REDELIVERY_MARGIN_MS = 2000;
/** For what is under way when the user wants an end. */
const STOPPING_MS = 2000;
const FAILED_MIN = 20;
/** Summer time and NTP's slewing are no jumps of this clock; a machine that slept is. */
const DRIFT_MS_MAX = 1000;

export class RoundWatch {
  readonly #options: WatchOptions;
  #changedMs: number;
  #fingerprint = '';
  #wasFilling = false;
  #publishedMs: number | undefined;
  #workedMs = -Infinity;
  #stopped: { readonly atMs: number; readonly partial: string } | undefined;

  constructor(options: WatchOptions, nowMs: number) {
    this.#options = options;
    this.#changedMs = nowMs;
  }

  look(state: RoundState, nowMs: number): Decision {
    const fingerprint = [state.acknowledged, state.failed, ...state.seen].join();
    // Subscribers that have just been let in have had no time yet, however long it took to let them in.
    if (fingerprint !== this.#fingerprint || (this.#wasFilling && !state.isFilling)) {
      this.#fingerprint = fingerprint;
      this.#changedMs = nowMs;
    }
    this.#wasFilling = state.isFilling;
    if (state.isPublished) this.#publishedMs ??= nowMs;
    if (state.isAtWork) this.#workedMs = nowMs;

    const reason = this.#reasonToEnd(state);
    if (reason !== undefined) return { kind: 'end', isComplete: false, partial: reason };
    if (isAllThere(state)) return this.#end(true);
    if (this.#stopped) {
      const isOver = nowMs - this.#stopped.atMs >= STOPPING_MS;
      return isOver ? this.#end(false) : { kind: 'go on' };
    }
    const stop = reasonToStop(state);
    if (stop !== undefined) {
      this.#stopped = { atMs: nowMs, partial: stop };
      return { kind: 'stop', partial: stop };
    }
    return this.#publishedMs === undefined
      ? this.#whilePublishing(state, nowMs)
      : this.#whileDraining(state, nowMs, this.#publishedMs);
  }

  #reasonToEnd({ broken, clockDriftMs }: RoundState): string | undefined {
    if (broken !== undefined) return broken;
    if (Math.abs(clockDriftMs) <= DRIFT_MS_MAX) return undefined;
    const seconds = (Math.abs(clockDriftMs) / 1000).toFixed(1);
    return `the machine's clock jumped by ${seconds} s: it slept, or somebody set it; run the bench again`;
  }

  #whilePublishing(state: RoundState, nowMs: number): Decision {
    const waiting = state.sent - state.acknowledged - state.failed;
    const silentMs = nowMs - this.#changedMs;
    if (waiting <= 0 || silentMs < SILENCE_MS) return { kind: 'go on' };
    return {
      kind: 'end',
      isComplete: false,
      partial: `the server answers no more: no ack for ${seconds(silentMs)}, and ${waiting} of ${state.sent} are due`,
    };
  }

  #whileDraining(state: RoundState, nowMs: number, publishedMs: number): Decision {
    if (state.isFilling) return { kind: 'go on' };
    const missing = Math.max(0, ...state.seen.map((count) => state.sent - count));
    const overdueMs = nowMs - this.#changedMs - this.#drainSilenceMs();
    // What has not come may be waiting for the ack of what is being worked on: it is not lost yet.
    const isIdle = nowMs - this.#workedMs >= REDELIVERY_MARGIN_MS;
    if (overdueMs >= 0 && isIdle) return this.#end(true);
    if (overdueMs > this.#options.workInHandMsMax) {
      return {
        kind: 'end',
        isComplete: false,
        partial: `${missing} messages had not come, and subscribers still worked on copies of others: messages come again before their work is done; give a longer --ack-wait, or less of --work and --max-in-flight`,
      };
    }
    const drainingMs = nowMs - publishedMs;
    if (drainingMs < this.#options.drainMsMax) return { kind: 'go on' };
    return {
      kind: 'end',
      isComplete: false,
      partial: `${missing} messages had not ${this.#options.workMs > 0 ? 'been worked on' : 'come'} ${seconds(drainingMs)} after publishing had ended: the load is more than the subscribers take`,
    };
  }

  #drainSilenceMs(): number {
    const { ackWaitMs, workMs } = this.#options;
    return workMs + Math.max(DRAIN_SILENCE_MS, ackWaitMs + REDELIVERY_MARGIN_MS);
  }

  #end(isComplete: boolean): Decision {
    const partial = this.#stopped?.partial;
    return { kind: 'end', isComplete, ...(partial !== undefined && { partial }) };
  }
}

/**
 * Where publishes have failed this may never be, since nobody knows which of them were stored: counts
 * can't tell those from messages that were acknowledged, and only time can.
 */
function isAllThere({ isPublished, isFilling, seen, sent }: RoundState): boolean {
  return isPublished && !isFilling && seen.every((count) => count >= sent);
}

function reasonToStop({ interrupted, failed, sent, error }: RoundState): string | undefined {
  if (interrupted !== undefined) return interrupted;
  if (failed < FAILED_MIN || failed <= sent / 2) return undefined;
  return `most publishes fail: ${withAdvice(error ?? 'no ack came')}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
