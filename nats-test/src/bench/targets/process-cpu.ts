import { readFileSync } from 'node:fs';

/** Linux counts the CPU time of processes in hundredths of a second, whatever its own clock does. */
const MS_PER_TICK = 10;
/** Places behind the name, which ends with the last bracket. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/**
 * CPU time that another process has used.
 * @returns milliseconds, or undefined where the system does not tell (anything but Linux)
 */
export function cpuMsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]);
    return Number.isFinite(ticks) ? ticks * MS_PER_TICK : undefined;
  } catch {
    return undefined;
  }
}
