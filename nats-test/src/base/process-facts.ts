import { readdirSync, readFileSync } from 'node:fs';

/** What a server says of the process it runs in. Handed in, since the server knows no process. */
export interface ProcessFacts {
  readonly pid: number;
  /** The runtime and its version, where the real server names its version of Go. */
  readonly runtime: string;
  /** Open file descriptors, and how many may be open; undefined where the system does not tell. */
  fileDescriptors(): { readonly open: number; readonly max: number } | undefined;
}

/** Facts of this very process. */
export function processFacts(): ProcessFacts {
  return {
    pid: process.pid,
    runtime: `node${process.versions.node}`,
    fileDescriptors() {
      try {
        const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
        return limit
          ? { open: readdirSync('/proc/self/fd').length, max: Number(limit[1]) }
          : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
