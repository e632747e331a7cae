import { channelRoom } from '../channel-room';
import type { LoadPlan } from '../plan';
import type { RoundState } from './round-watch';

/** Workers tell ten times a second: what has been sent by now may be known so much later. */
const LATE_MS = 250;
/** Sizes and channels are taken as their means, and one channel may be further behind than another. */
const UNEVEN_SHARE = 0.9;

/**
 * The largest backlog that the messages of a round may have been in: published, and not delivered to the
 * subscription that is furthest behind. Rather too large than too small, since it says what a server may
 * have forgotten.
 */
export class PeakBacklog {
  readonly #seen: { readonly atMs: number; readonly count: number }[] = [];
  #messages = 0;

  look({ sent, seen }: Pick<RoundState, 'sent' | 'seen'>, nowMs: number): void {
    if (seen.length === 0) return;
    this.#seen.push({ atMs: nowMs, count: Math.min(...seen) });
    while (this.#seen[1] && this.#seen[1].atMs <= nowMs - LATE_MS) this.#seen.shift();
    this.#messages = Math.max(this.#messages, sent - (this.#seen[0]?.count ?? 0));
  }

  /**
   * The room of a channel that it may not have fitted into, in messages; undefined when it did fit, on a
   * server with the limits it starts with.
   */
  roomPassed(load: Pick<LoadPlan, 'sizes' | 'channels'>): number | undefined {
    const { sizes, channels } = load;
    const room = channelRoom(load);
    const isEven = channels === 1 && sizes.every((it) => it.min === it.max) && sizes.length === 1;
    return this.#messages > room * channels * (isEven ? 1 : UNEVEN_SHARE) ? room : undefined;
  }
}
