import type { MaxRate } from '../report';

/** How a rate did. */
export interface Trial {
  readonly held: boolean;
  readonly why: string;
  /** The target is gone, or the user wants an end: no more trials. */
  readonly isLast?: boolean;
}

/** So close the highest rate that held and the lowest that did not come. */
const RESOLUTION = 1.06;
/** No server will do as much; it ends the doubling whatever happens. */
const RATE_MAX = 1_000_000;
/** Below it there is nothing to look for. */
const RATE_MIN = 1;
/** A machine that is busy for a moment makes a rate fail that would hold. */
const TRIES = 2;

/**
 * Looks for the highest rate that holds: doubles until one does not, then halves the distance, until
 * both ends are within 6 % of each other. A rate that fails is tried once more.
 */
export async function findMax(
  startRate: number,
  tryRate: (rate: number) => Promise<Trial>,
): Promise<MaxRate> {
  const tried: MaxRate['tried'][number][] = [];
  let isOver = false;
  const holds = async (rate: number): Promise<boolean> => {
    for (let attempt = 1; attempt <= TRIES && !isOver; attempt++) {
      const { held, why, isLast } = await tryRate(rate);
      tried.push({ rate, held, why });
      isOver = isLast === true;
      if (held) return true;
    }
    return false;
  };

  let low = 0;
  let high = startRate;
  while (!isOver && high < RATE_MAX && (await holds(high))) {
    low = high;
    high *= 2;
  }
  // Not even the first one: look below it.
  while (!isOver && low === 0 && high > RATE_MIN) {
    const rate = Math.max(RATE_MIN, Math.round(high / 2));
    if (await holds(rate)) low = rate;
    else high = rate;
  }
  while (!isOver && low > 0 && high / low > RESOLUTION) {
    const rate = Math.round(Math.sqrt(low * high));
    if (rate <= low || rate >= high) break;
    if (await holds(rate)) low = rate;
    else high = rate;
  }
  return { rate: low, tried };
}
