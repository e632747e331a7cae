import type { LoadReport } from '../report';

/** Beyond it a process has no time left to be on time. */
const BUSY_PERCENT = 90;
const MACHINE_BUSY_PERCENT = 95;
/** Who has used less than that of a busy machine has not made it busy. */
const OWN_SHARE_MIN = 0.5;

/** How busy all CPUs were together, over the round. */
export interface MachineBusy {
  readonly busyPercent: number;
  readonly cpus: number;
}

/**
 * Says that the bench was the limit, or other things that ran on the machine, rather than the server.
 * @param serverCpuPercent of one CPU; undefined when the bench has not started the server
 * @returns a sentence without its full stop; undefined when there is nothing to say
 */
export function saturationOf(
  workers: LoadReport['workers'],
  serverCpuPercent: number | undefined,
  { busyPercent, cpus }: MachineBusy,
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
  if (busyPercent < MACHINE_BUSY_PERCENT) return undefined;
  const ofOneCpu = workers.reduce((sum, it) => sum + it.cpuPercent, serverCpuPercent ?? 0);
  if (ofOneCpu / cpus < OWN_SHARE_MIN * busyPercent) {
    const others =
      serverCpuPercent === undefined ? 'other things, be it with the server,' : 'other things';
    return `the machine was busy with ${others} (all CPUs ${Math.round(busyPercent)} %, this bench ${Math.round(ofOneCpu / cpus)} %): measure again when it is not`;
  }
  return `all CPUs of this machine were busy (${Math.round(busyPercent)} %): bench, server and whatever else runs here took them from each other`;
}
