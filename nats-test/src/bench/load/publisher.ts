import { textOf } from '../../harness/client/classify';
import { Bits } from '../verify/bits';
import type { SentFacts } from '../verify/judge';
import type { ErrorCounts } from './error-counts';
import type { Measures } from './measures';
import { monotonicUs } from './monotonic';
import type { LoadClient } from './open-client';
import type { SendPlan } from './send-plan';
import { PayloadWriter } from './payload';
import { channelOf } from './read-arrival';

/** What publishers of one worker share. */
export interface PublisherShared {
  readonly bench: number;
  readonly round: number;
  readonly channels: readonly string[];
  readonly nextSize: () => number;
  /** Messages have a time of their own; else they are sent when there is room, and never late. */
  readonly isScheduled: boolean;
  readonly measures: Measures;
  readonly errors: ErrorCounts;
  /** A publisher has sent all and knows what became of it. */
  readonly onDone: () => void;
}

/** One publisher: sends what its plan wants, when the plan wants it. */
export class Publisher {
  readonly #shared: PublisherShared;
  readonly #plan: SendPlan;
  readonly #index: number;
  readonly #writer = new PayloadWriter();
  readonly #acknowledged = new Bits();
  #client: LoadClient | undefined;
  #sent = 0;
  #acks = 0;
  #failed = 0;
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isDone = false;

  /** @param index from 0, among all publishers of the round */
  constructor(shared: PublisherShared, plan: SendPlan, index: number) {
    this.#shared = shared;
    this.#plan = plan;
    this.#index = index;
  }

  get counts(): { readonly sent: number; readonly acknowledged: number; readonly failed: number } {
    return { sent: this.#sent, acknowledged: this.#acks, failed: this.#failed };
  }

  /** Begins; the first messages are due at the plan's start. */
  go(client: LoadClient): void {
    this.#client = client;
    this.#pump(undefined);
  }

  /** Sends no more, and waits for acks that are under way. */
  stop(): void {
    this.#isStopped = true;
    // The next message of a slow schedule may be due long after the last ack.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#endIfDone();
  }

  /** The connection is over. */
  lose(): void {
    this.#client = undefined;
    this.#isStopped = true;
    this.#failed += this.#inFlight;
    this.#inFlight = 0;
    this.#endIfDone();
  }

  facts(): SentFacts {
    return {
      publisher: this.#index,
      sent: this.#sent,
      acknowledged: this.#acknowledged.toBytes(),
    };
  }

  /** @param roomUs when an ack made room; undefined when nothing of that kind has happened */
  #pump(roomUs: number | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let nowUs = monotonicUs();
    while (!this.#isStopped && this.#client) {
      const next = this.#plan.next(this.#sent, this.#inFlight, roomUs ?? nowUs);
      if (next.kind === 'end') {
        this.#isStopped = true;
        break;
      }
      // An ack, which makes room, comes back here.
      if (next.kind === 'full') return;
      if (next.intendedUs > nowUs) {
        this.#timer = setTimeout(() => this.#pump(undefined), (next.intendedUs - nowUs) / 1000);
        return;
      }
      this.#send(this.#client, next.intendedUs, next.isMeasured, nowUs);
      nowUs = monotonicUs();
    }
    this.#endIfDone();
  }

  #send(client: LoadClient, intendedUs: number, isMeasured: boolean, nowUs: number): void {
    const { bench, round, channels, nextSize, measures, isScheduled } = this.#shared;
    const number = this.#sent++;
    this.#inFlight++;
    const data = this.#writer.write(
      { bench, round, publisher: this.#index, number, intendedUs, isMeasured },
      nextSize(),
    );
    const at = channelOf({ publisher: this.#index, number }, channels.length);
    const channel = channels[at] ?? '';
    if (isMeasured) measures.sent(intendedUs, nowUs, isScheduled);
    const answered = (error: unknown): void =>
      this.#answered(number, intendedUs, isMeasured, error);
    let isSending = true;
    try {
      client.stan.publish(channel, data, (error: unknown) => {
        // What fails at once would be tried again at once, and nothing else would happen any more.
        if (isSending) setImmediate(answered, error);
        else answered(error);
      });
    } catch (error) {
      setImmediate(answered, error);
    }
    isSending = false;
  }

  #answered(number: number, intendedUs: number, isMeasured: boolean, error: unknown): void {
    // What the library says to all who wait when the connection ends is no answer.
    if (!this.#client) return;
    const nowUs = monotonicUs();
    this.#inFlight--;
    if (error === undefined || error === null) {
      this.#acks++;
      this.#acknowledged.add(number);
      if (isMeasured) this.#shared.measures.acknowledged(intendedUs, nowUs);
    } else {
      this.#failed++;
      this.#shared.errors.add(textOf(error));
    }
    // A schedule that waits for its time does not need to be looked at.
    if (this.#timer === undefined) this.#pump(nowUs);
  }

  #endIfDone(): void {
    if (this.#isDone || !this.#isStopped || this.#inFlight > 0) return;
    this.#isDone = true;
    clearTimeout(this.#timer);
    this.#shared.onDone();
  }
}
