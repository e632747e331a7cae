/** What the runs of one case on one server have shown. */
export interface Runs {
  /** Messages a second, in the order of the runs. */
  readonly rates: readonly number[];
  /** CPU microseconds of the server for each message that went in or out; empty where unknown. */
  readonly cpuMicros: readonly number[];
}

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.ceil(sorted.length / 2) - 1],
    sorted[middle],
  ];
  return (low + high) / 2;
}

/**
 * How far the runs lie apart, as a fraction of their median: what the machine does by itself.
 * @returns undefined for a single run, which lies apart from nothing
 */
export function noise(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

/**
 * One server against the other, run by run, and the median of that: the runs of one round are
 * neighbours, so what slows the machine for a while slows both.
 */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));
}
