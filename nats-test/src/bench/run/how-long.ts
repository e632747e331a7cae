import { roundSchedule } from '../load/round-schedule';
import type { Extent, LoadPlan, Plan } from '../plan';
import { CONFIRM_TIMES, PROBE_WARM_UP_MS } from './find-max';

/** For workers to start, connect and leave again, and for the server to start and stop. */
const AROUND_MS = 2000;
/** To double and to halve the distance, with a second try here and there. */
const PROBES = 14;

/**
 * About how long a bench takes, in milliseconds: a search for the highest rate may take half of that or
 * twice as much.
 * @returns undefined when it depends on the server alone
 */
export function aboutHowLong({
  targets,
  rounds,
  load,
  findMax,
}: Pick<Plan, 'targets' | 'rounds' | 'load' | 'findMax'>): number | undefined {
  const roundMs = roundMsOf(load);
  if (roundMs === undefined) return undefined;
  const searchMs = findMax
    ? PROBES * (findMax.probeMs + PROBE_WARM_UP_MS + AROUND_MS) +
      (CONFIRM_TIMES * findMax.probeMs + PROBE_WARM_UP_MS + AROUND_MS)
    : 0;
  return targets.length * (searchMs + rounds * (roundMs + AROUND_MS));
}

function roundMsOf({ extent, warmUp, pace }: LoadPlan): number | undefined {
  if (pace.kind === 'rate') {
    const schedule = roundSchedule(pace.steps, warmUp, extent);
    return schedule.timeOf(schedule.total) / 1000;
  }
  const [warmUpMs, extentMs] = [timeOf(warmUp), timeOf(extent)];
  return warmUpMs === undefined || extentMs === undefined ? undefined : warmUpMs + extentMs;
}

function timeOf(extent: Extent): number | undefined {
  return extent.kind === 'time' ? extent.durationMs : undefined;
}
