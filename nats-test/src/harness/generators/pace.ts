import type { Random } from '../../base/random';

/** A whole number from `least` to `most`. */
export function between(random: Random, least: number, most: number): number {
  return least + random.below(most - least + 1);
}

/** One of several. */
export function pick<T>(random: Random, [first, ...rest]: readonly [T, ...T[]]): T {
  const n = random.below(rest.length + 1);
  return n === 0 ? first : (rest[n - 1] ?? first);
}

/** Moments from `fromMs` to `untilMs`, in rising order, `everyMs` apart give or take a half of it. */
export function moments(
  random: Random,
  fromMs: number,
  untilMs: number,
  everyMs: number,
): readonly number[] {
  const found: number[] = [];
  const next = (): number => between(random, Math.ceil(everyMs / 2), Math.floor(everyMs * 1.5));
  for (let atMs = fromMs + next(); atMs < untilMs; atMs += Math.max(1, next())) found.push(atMs);
  return found;
}
