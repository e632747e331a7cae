/** One round of one target. */
export interface Turn {
  /** Index of the target. */
  readonly target: number;
  /** From 1. */
  readonly round: number;
}

/**
 * In which order rounds are run: round by round, and who begins alternates, so that a machine that
 * becomes warmer, or busier, treats all targets alike.
 */
export function turnsOf(targets: number, rounds: number): Turn[] {
  const order = Array.from({ length: targets }, (_, target) => target);
  return Array.from({ length: rounds }, (_, at) =>
    (at % 2 === 0 ? order : order.toReversed()).map((target) => ({ target, round: at + 1 })),
  ).flat();
}
