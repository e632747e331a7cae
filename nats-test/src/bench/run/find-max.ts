import type { MaxRate } from '../report';

/** How a rate did. */
export interface Trial {
  readonly held: boolean;
  readonly why: string;
  /** It failed by so much that there is no doubt. */
  readonly isClear?: boolean;
  /** The target is gone, or the user wants an end: no more trials. */
  readonly isLast?: boolean;
}

/** `probe` is short, `confirm` some times as long: a backlog that grows slowly shows in it alone. */
export type TrialKind = 'probe' | 'confirm';

/** So close the highest rate that held and the lowest that did not come. */
const RESOLUTION = 1.06;
/** No server will do as much; it ends the doubling whatever happens. */
const RATE_MAX = 1_000_000;
/** Below it there is nothing to look for. */
const RATE_MIN = 1;
/** A machine that is busy for a moment makes a rate fail that would hold. */
const TRIES = 2;
/** Each is one step of the resolution lower than the one before. */
const CONFIRMATIONS_MAX = 6;

/**
 * Looks for the highest rate that holds: doubles until one does not, halves the distance until both ends
 * are within 6 % of each other, and confirms what it has found. A rate that fails by little is tried
 * once more.
 */
export async function findMax(
  startRate: number,
  tryRate: (rate: number, kind: TrialKind) => Promise<Trial>,
): Promise<MaxRate> {
  const search = new Search(tryRate);
  const [low, high] = await search.bracket(startRate);
  const found = await search.narrow(low, high);
  return { rate: await search.confirm(found), tried: search.tried };
}

class Search {
  readonly tried: MaxRate['tried'][number][] = [];
  readonly #tryRate: (rate: number, kind: TrialKind) => Promise<Trial>;
  #isOver = false;

  constructor(tryRate: (rate: number, kind: TrialKind) => Promise<Trial>) {
    this.#tryRate = tryRate;
  }

  /** The highest rate that held, 0 for none, and the lowest that did not. */
  async bracket(startRate: number): Promise<[low: number, high: number]> {
    let low = 0;
    let high = startRate;
    while (high < RATE_MAX && (await this.#holds(high))) {
      low = high;
      high *= 2;
    }
    // Not even the first one: look below it.
    while (low === 0 && high > RATE_MIN && this.#goesOn()) {
      const rate = Math.max(RATE_MIN, Math.round(high / 2));
      if (await this.#holds(rate)) low = rate;
      else high = rate;
    }
    return [low, high];
  }

  async narrow(from: number, to: number): Promise<number> {
    let low = from;
    let high = to;
    while (low > 0 && high / low > RESOLUTION && this.#goesOn()) {
      const rate = Math.round(Math.sqrt(low * high));
      if (rate <= low || rate >= high) break;
      if (await this.#holds(rate)) low = rate;
      else high = rate;
    }
    return low;
  }

  /** @returns 0 when nothing could be confirmed */
  async confirm(found: number): Promise<number> {
    let rate = found;
    for (let attempt = 0; attempt < CONFIRMATIONS_MAX && rate > 0 && this.#goesOn(); attempt++) {
      if (await this.#holds(rate, 'confirm')) return rate;
      rate = Math.floor(rate / RESOLUTION);
    }
    return 0;
  }

  async #holds(rate: number, kind: TrialKind = 'probe'): Promise<boolean> {
    for (let attempt = 1; attempt <= TRIES && this.#goesOn(); attempt++) {
      const { held, why, isClear, isLast } = await this.#tryRate(rate, kind);
      this.tried.push({ rate, held, why });
      this.#isOver = isLast === true;
      if (held) return true;
      if (isClear) return false;
    }
    return false;
  }

  #goesOn(): boolean {
    return !this.#isOver;
  }
}
