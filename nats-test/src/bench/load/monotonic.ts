const NS_PER_US = 1000;

/**
 * Microseconds of CLOCK_MONOTONIC: the same in all processes of a machine, and never set. A double has
 * room for a hundred days of nanoseconds, and for more of them with a loss that nobody sees.
 */
export function monotonicUs(): number {
  return Number(process.hrtime.bigint()) / NS_PER_US;
}
