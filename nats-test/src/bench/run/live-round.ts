import { mergeHistograms } from '../latencies';
import type { LoadPlan } from '../plan';
import type { RoundState } from './round-watch';

/** How a round goes at the moment. */
export interface LiveRound {
  readonly phase: 'warming up' | 'publishing' | 'draining';
  /** Since the first message. */
  readonly elapsedMs: number;
  /** A second, of late. */
  readonly published: number;
  readonly delivered: number;
  /** Of late; undefined when nothing came. */
  readonly endToEndP99Ms?: number;
  /** Sent and not delivered to the subscription that is furthest behind. */
  readonly backlog: number;
  /** Until publishing ends, where it is known. */
  readonly leftMs?: number;
}

/** Says how a round goes, from what it looked like before and looks like now. */
export class LiveMeter {
  readonly #load: LoadPlan;
  #before: { readonly atMs: number; readonly sent: number; readonly seen: number } | undefined;

  constructor(load: LoadPlan) {
    this.#load = load;
  }

  /**
   * @param elapsedMs since the first message; below 0 before it
   * @param endToEnd histograms of the latest interval
   */
  read(state: RoundState, elapsedMs: number, endToEnd: readonly string[]): LiveRound {
    const { warmUp, extent } = this.#load;
    const atMs = Math.max(0, elapsedMs);
    const seen = state.seen.reduce((total, count) => total + count, 0);
    const before = this.#before;
    this.#before = { atMs, sent: state.sent, seen };
    const perSecond = (now: number, then: number | undefined): number =>
      before === undefined ? 0 : ((now - (then ?? 0)) / Math.max(1, atMs - before.atMs)) * 1000;
    const warmUpMs = warmUp.kind === 'time' ? warmUp.durationMs : 0;
    const slowest = state.seen.length === 0 ? state.acknowledged : Math.min(...state.seen);
    return {
      phase: state.isPublished ? 'draining' : atMs < warmUpMs ? 'warming up' : 'publishing',
      elapsedMs: atMs,
      published: perSecond(state.sent, before?.sent),
      delivered: perSecond(seen, before?.seen),
      backlog: Math.max(0, state.sent - slowest),
      ...(endToEnd.length > 0 && {
        endToEndP99Ms: mergeHistograms(endToEnd, 2).getValueAtPercentile(99) / 1000,
      }),
      ...(extent.kind === 'time' &&
        !state.isPublished && { leftMs: Math.max(0, warmUpMs + extent.durationMs - atMs) }),
    };
  }
}
