import type { RateStep } from '../parse-rate';
import type { Extent } from '../plan';
import { createSchedule, type Schedule } from './schedule';

/** The schedule of a whole round, the warm-up first. */
export interface RoundSchedule extends Schedule {
  /** How many messages come first and do not count. */
  readonly warmUp: number;
}

const MS_PER_SECOND = 1000;

/** Lays out a round: the warm-up at the rate of the first step, then the steps, cut to the extent. */
export function roundSchedule(
  steps: readonly RateStep[],
  warmUp: Extent,
  extent: Extent,
): RoundSchedule {
  const warmUpStep = { rate: steps[0]?.rate ?? 1, durationMs: warmUpMs(steps, warmUp) };
  const measured = extent.kind === 'time' ? cut(steps, extent.durationMs) : steps;
  const isWarmed = warmUpStep.durationMs > 0;
  const schedule = createSchedule(isWarmed ? [warmUpStep, ...measured] : measured);
  const warmUpCount = isWarmed ? createSchedule([warmUpStep]).total : 0;
  const total =
    extent.kind === 'messages'
      ? Math.min(schedule.total, warmUpCount + extent.messages)
      : schedule.total;
  return {
    total,
    warmUp: warmUpCount,
    timeOf: (number) => schedule.timeOf(number),
  };
}

function warmUpMs(steps: readonly RateStep[], warmUp: Extent): number {
  if (warmUp.kind === 'time') return warmUp.durationMs;
  return (warmUp.messages / (steps[0]?.rate ?? 1)) * MS_PER_SECOND;
}

/** The steps as far as they lie within a time; one without an end gets it. */
function cut(steps: readonly RateStep[], durationMs: number): RateStep[] {
  let leftMs = durationMs;
  const within: RateStep[] = [];
  for (const { rate, durationMs: stepMs = Infinity } of steps) {
    if (leftMs <= 0) break;
    within.push({ rate, durationMs: Math.min(stepMs, leftMs) });
    leftMs -= stepMs;
  }
  return within;
}
