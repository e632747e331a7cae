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

/** A trial's own, so that a search does not take minutes. */
export const PROBE_WARM_UP_MS = 700;
/** What was found is tried for so much longer. */
export const CONFIRM_TIMES = 3;

/** So close the highest rate that held and the lowest that did not come. */
const RESOLUTION = 1.06;
/** No server will do as much; it ends the doubling whatever happens. */
const RATE_MAX = 1_000_000;
/** Below it there is nothing to look for. */
const RATE_MIN = 1;
/** A machine that is busy for a moment makes a rate fail that would hold. */
const TRIES = 2;
/**
 * Looks for the highest rate that holds: doubles until one does not, halves the distance until both ends
 * are within 6 % of each other, and confirms what it has found. When that does not hold for longer it
 * goes down, over the rates that had held and then below them, and up again to within 6 %. A rate that
 * fails by little is tried once more.
 */
export async function findMax(
  startRate: number,
  tryRate: (rate: number, kind: TrialKind) => Promise<Trial>,
): Promise<MaxRate> {
  const search = new Search(tryRate);
  const [low, high] = await search.bracket(startRate);
  const found = await search.narrow(low, high, 'probe');
  const confirmed = await search.confirm(found);
  return { rate: confirmed ?? found, isConfirmed: confirmed !== undefined, tried: search.tried };
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
    while (high < RATE_MAX && (await this.#holds(high, 'probe'))) {
      low = high;
      high *= 2;
    }
    // Not even the first one: look below it.
    while (low === 0 && high > RATE_MIN && this.#goesOn()) {
      const rate = half(high);
      if (await this.#holds(rate, 'probe')) low = rate;
      else high = rate;
    }
    return [low, high];
  }

  /** The highest rate that holds between one that did and one that did not. */
  async narrow(from: number, to: number, kind: TrialKind): Promise<number> {
    let low = from;
    let high = to;
    while (low > 0 && high / low > RESOLUTION && this.#goesOn()) {
      const rate = Math.round(Math.sqrt(low * high));
      if (rate <= low || rate >= high) break;
      if (await this.#holds(rate, kind)) low = rate;
      else high = rate;
    }
    return low;
  }

  /** @returns undefined when nothing could be confirmed */
  async confirm(found: number): Promise<number | undefined> {
    let rate = found;
    let failed: number | undefined;
    while (rate >= RATE_MIN && this.#goesOn()) {
      if (await this.#holds(rate, 'confirm')) {
        return failed === undefined ? rate : await this.narrow(rate, failed, 'confirm');
      }
      failed = rate;
      rate = this.#below(rate, found);
    }
    return undefined;
  }

  /** What to confirm next: most often it is a little less; else what had held, and then halves. */
  #below(rate: number, found: number): number {
    const little = Math.floor(rate / RESOLUTION);
    if (rate === found && little >= RATE_MIN) return little;
    const held = this.tried.filter((it) => it.held && it.rate < rate).map((it) => it.rate);
    if (held.length > 0) return Math.max(...held);
    return rate > RATE_MIN ? half(rate) : 0;
  }

  async #holds(rate: number, kind: TrialKind): Promise<boolean> {
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

function half(rate: number): number {
  return Math.max(RATE_MIN, Math.round(rate / 2));
}
