import { medianOf } from '../figure';

/** Fewer tell nothing about how far rounds lie apart by themselves. */
export const ROUNDS_MIN = 3;

/** What two groups of rounds say about one metric. */
export interface Difference {
  /** Of the medians, as a share of the first one: -0.2 is a fifth less. */
  readonly change: number;
  /** Whether it is more than the rounds' own noise makes by chance once in 200 comparisons. */
  readonly isBeyondNoise: boolean;
  /** The smallest change that would have been beyond the noise of these rounds. */
  readonly visible: number;
}

/**
 * Student's t at 0.5 %, both sides, by degrees of freedom from 1. For more than the last the last one is
 * used, which asks for a little more than it must.
 */
const T = [
  127.321, 14.089, 7.453, 5.598, 4.773, 4.317, 4.029, 3.833, 3.69, 3.581, 3.497, 3.428, 3.372,
  3.326, 3.286, 3.252, 3.222, 3.197, 3.174, 3.153, 3.135, 3.119, 3.104, 3.091, 3.078, 3.067, 3.057,
  3.047, 3.038, 3.03,
];

/**
 * Compares two groups of rounds by Student's t-test on their logarithms: a server that is slower is
 * so by a factor, and noise is, too.
 * @param before at least `ROUNDS_MIN` values above 0
 * @param after as `before`
 */
export function differenceOf(before: readonly number[], after: readonly number[]): Difference {
  const [a, b] = [before.map(Math.log), after.map(Math.log)];
  const degrees = a.length + b.length - 2;
  const pooled = (squares(a) + squares(b)) / degrees;
  const error = Math.sqrt(pooled * (1 / a.length + 1 / b.length));
  const limit = T[Math.min(degrees, T.length) - 1] ?? Infinity;
  const change = medianOf(after) / medianOf(before) - 1;
  const shift = mean(b) - mean(a);
  return {
    change,
    // Where rounds are wild, medians and means may point in two directions: that is noise as well.
    isBeyondNoise: Math.abs(shift) > limit * error && Math.sign(shift) === Math.sign(change),
    visible: Math.expm1(limit * error),
  };
}

/**
 * The same for ratios of rounds that belong together: whether they are another number than 1.
 * @param ratios at least `ROUNDS_MIN` values above 0
 */
export function pairedDifferenceOf(ratios: readonly number[]): Difference {
  const logs = ratios.map(Math.log);
  const degrees = logs.length - 1;
  const error = Math.sqrt(squares(logs) / degrees / logs.length);
  const limit = T[Math.min(degrees, T.length) - 1] ?? Infinity;
  const change = medianOf(ratios) - 1;
  const shift = mean(logs);
  return {
    change,
    isBeyondNoise: Math.abs(shift) > limit * error && Math.sign(shift) === Math.sign(change),
    visible: Math.expm1(limit * error),
  };
}

/** More than that nobody runs. */
const ROUNDS_MAX = 1000;

/**
 * How many rounds with the same noise would show a difference as a rule.
 * @param share 0.1 is 10 %
 * @returns undefined when it is more than anybody would run
 */
export function pairsToShow(ratios: readonly number[], share: number): number | undefined {
  const logs = ratios.map(Math.log);
  const noise = Math.sqrt(squares(logs) / (logs.length - 1));
  for (let rounds = ROUNDS_MIN; rounds <= ROUNDS_MAX; rounds++) {
    const limit = T[Math.min(rounds - 1, T.length) - 1] ?? Infinity;
    if ((limit * noise) / Math.sqrt(rounds) <= Math.log1p(share)) return rounds;
  }
  return undefined;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, it) => sum + it, 0) / values.length;
}

function squares(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, it) => sum + (it - middle) ** 2, 0);
}
