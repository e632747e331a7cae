/** What the rounds of a target say of one metric. */
export interface Figure {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** How many rounds have it. */
  readonly rounds: number;
}

/** Undefined when no round has a value. */
export function figureOf(values: readonly number[]): Figure | undefined {
  if (values.length === 0) return undefined;
  return {
    median: medianOf(values),
    lowest: Math.min(...values),
    highest: Math.max(...values),
    rounds: values.length,
  };
}

/** The one in the middle, or the mean of the two there; NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/**
 * How far the rounds lie apart, as a share of their median: the noise that a difference must stand
 * out of. Undefined for a single round, which says nothing about it.
 */
export function spreadOf({ median, lowest, highest, rounds }: Figure): number | undefined {
  return rounds < 2 || median === 0 ? undefined : (highest - lowest) / median;
}
