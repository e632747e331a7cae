import { figureOf, medianOf, spreadOf } from '../../src/bench/output/figure';

/** What the runs of one case on one server have shown. */
export interface Runs {
  /** Messages a second, in the order of the runs. */
  readonly rates: readonly number[];
  /** CPU microseconds of the server for each message that went in or out; empty where unknown. */
  readonly cpuMicros: readonly number[];
}

/**
 * How far the runs lie apart, as a fraction of their median: what the machine does by itself.
 * @returns undefined for a single run, which lies apart from nothing
 */
export function noise(values: readonly number[]): number | undefined {
  const figure = figureOf(values);
  return figure && spreadOf(figure);
}

/**
 * One server against the other, run by run, and the median of that: the runs of one round are
 * neighbours, so what slows the machine for a while slows both.
 */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return medianOf(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));
}
