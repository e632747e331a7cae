import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process as no other one is: numbers of processes come again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in whatever way the system tells; empty when it does not. */
  readonly started: string;
  readonly host: string;
}

/** This very process. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid), host: hostname() };
}

/** Whether the process is there; one of another machine is taken to be gone. */
export function isRunning({ pid, started, host }: ProcessIdentity): boolean {
  if (host !== hostname() || startOf(pid) !== started) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind the name, which may hold anything, the first field is the state and the 20th the time.
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // It has ended, and nobody has asked how.
    if (state === 'Z' || state === 'X') return 'ended';
    return `${boot} ${fields[18] ?? ''}`;
  } catch {
    return '';
  }
}
