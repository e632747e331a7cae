import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Sends a signal to a process that was started `detached`, and to all that it has started. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // All of it has ended.
  }
}

/** Whether anything of the group of a process that was started `detached` still runs. */
export function isGroupAlive({ pid }: ChildProcess): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(-pid, 0);
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !hasOnlyEnded(pid);
}

/**
 * Those that have ended and that nobody has asked how stay in the group: for ever in a container whose
 * first process asks nobody.
 * @returns false where the system does not tell
 */
function hasOnlyEnded(group: number): boolean {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .every((name) => !isMember(name, group));
  } catch {
    return false;
  }
}

function isMember(pid: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind the name, which may hold anything: the state, the parent, the group.
    const [state = '', , ofGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(ofGroup) === group && state !== 'Z' && state !== 'X';
  } catch {
    // It has gone in this moment.
    return false;
  }
}
