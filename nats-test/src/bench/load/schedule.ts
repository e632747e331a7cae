import type { RateStep } from '../parse-rate';

/*
 * When each message of an open loop is to be sent, by its number alone: the schedule knows no clock and
 * does not care how the server is doing. That is what makes latencies honest while the server stalls.
 */

/** When messages are meant to be sent. Times are microseconds from the start. */
export interface Schedule {
  /** When the message of that number, from 0, is meant to be sent. Never goes back. */
  timeOf(number: number): number;
  /** How many there are; Infinity when the last step has no end. */
  readonly total: number;
}

interface Segment {
  readonly startUs: number;
  readonly firstNumber: number;
  readonly gapUs: number;
}

const US_PER_MS = 1000;
const US_PER_SECOND = 1_000_000;
/** Sums of gaps miss whole numbers by so little. */
const ROUNDING = 1e-6;

/** Lays out the messages of steps, evenly in each. */
export function createSchedule(steps: readonly RateStep[]): Schedule {
  const segments: Segment[] = [];
  let startUs = 0;
  let total = 0;
  for (const { rate, durationMs = Infinity } of steps) {
    const gapUs = US_PER_SECOND / rate;
    segments.push({ startUs, firstNumber: total, gapUs });
    startUs += durationMs * US_PER_MS;
    // As many as begin within the step: the first of the next step comes with its beginning.
    total += durationMs === Infinity ? Infinity : countWithin(durationMs * US_PER_MS, gapUs);
  }
  return {
    total,
    timeOf: (number) => {
      const segment = segments.findLast((it) => it.firstNumber <= number) ?? segments[0];
      if (!segment) throw new RangeError('A schedule has one step at least.');
      return segment.startUs + (number - segment.firstNumber) * segment.gapUs;
    },
  };
}

function countWithin(timeUs: number, gapUs: number): number {
  return Math.ceil(timeUs / gapUs - ROUNDING);
}
