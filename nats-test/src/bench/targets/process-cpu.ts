import { readFileSync } from 'node:fs';

/** Linux counts the CPU time of processes in hundredths of a second, whatever its own clock does. */
const MS_PER_TICK = 10;
/** Places behind the name, which ends with the last bracket. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/**
 * How much of one CPU another process uses between two calls, in percent. Undefined where the system
 * does not tell (anything but Linux), or without a process.
 */
export function watchProcess(pid: number | undefined): () => number | undefined {
  if (pid === undefined) return () => undefined;
  const beforeMs = cpuMsOf(pid);
  const startMs = performance.now();
  return () => {
    const nowMs = cpuMsOf(pid);
    if (beforeMs === undefined || nowMs === undefined) return undefined;
    return (100 * (nowMs - beforeMs)) / Math.max(1, performance.now() - startMs);
  };
}

/** All CPU time that a process has had; undefined where the system does not tell. */
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
