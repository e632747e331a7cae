import type { LoadReport } from '../report';

/** Beyond it a process has no time left to be on time. */
const BUSY_PERCENT = 90;
const MACHINE_BUSY_PERCENT = 95;

/**
 * Says that the bench was the limit rather than the server.
 * @param machineBusyPercent of all CPUs together, over the round
 * @returns a sentence without its full stop; undefined when there is nothing to say
 */
export function saturationOf(
  workers: LoadReport['workers'],
  machineBusyPercent: number,
): string | undefined {
  for (const role of ['publisher', 'subscriber'] as const) {
    const busiest = Math.max(
      0,
      ...workers.filter((it) => it.role === role).map((it) => it.cpuPercent),
    );
    if (busiest >= BUSY_PERCENT) {
      return `a ${role} process of the bench used ${Math.round(busiest)} % of a CPU: the rate is what the bench can do, and the server may be able to do more`;
    }
  }
  if (machineBusyPercent < MACHINE_BUSY_PERCENT) return undefined;
  return `all CPUs of this machine were busy (${Math.round(machineBusyPercent)} %): bench, server and whatever else runs here took them from each other`;
}
