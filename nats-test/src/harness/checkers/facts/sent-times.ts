import type { History } from '../../history/operation';
import type { Delivery, Facts } from './facts';

/** Longest time that an event is under way to a client that is not held up. */
const WAY_MS = 100;

/**
 * Tells when a delivery was sent at the earliest. A client sees it later than the server sends it,
 * much later when the client's machine stood still; so the time between two deliveries may look
 * shorter than it was. What was recorded well before shows that the machine was running then and
 * would have seen a delivery that was there already.
 */
export class SentTimes {
  private readonly facts: Facts;
  private readonly earliest: Float64Array;

  constructor(facts: Facts) {
    this.facts = facts;
    this.earliest = lastSignsOfLife(facts.history);
  }

  /** Milliseconds since the history began. */
  notBefore({ index, value, subscription }: Delivery): number {
    const { facts, earliest } = this;
    return Math.max(
      facts.publications.get(value)?.asked.timeMs ?? 0,
      facts.member(subscription)?.asked.timeMs ?? 0,
      (earliest[index] ?? 0) - WAY_MS,
    );
  }
}

/** For each operation the time of the last one that is older by `WAY_MS` at least. */
function lastSignsOfLife(history: History): Float64Array {
  const times = new Float64Array(history.length);
  let next = 0;
  let lastMs = 0;
  for (const [i, { timeMs }] of history.entries()) {
    for (; next < i; next++) {
      const earlierMs = history[next]?.timeMs ?? 0;
      if (earlierMs > timeMs - WAY_MS) break;
      lastMs = earlierMs;
    }
    times[i] = lastMs;
  }
  return times;
}
