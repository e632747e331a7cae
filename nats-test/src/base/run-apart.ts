import { execFile } from 'node:child_process';

/** How a script that ran apart ended badly. */
export interface ApartFailure {
  /** The signal that ended it, if one did. */
  readonly signal: string;
  readonly stderr: string;
}

/**
 * Runs a script of Node in a process of its own, for what may end the process that does it.
 * @param args what the script finds in `process.argv`, from place 1 on
 * @returns undefined when it ended well, or could not be started at all
 */
export function runApart(
  script: string,
  args: readonly string[],
): Promise<ApartFailure | undefined> {
  // Options of this process, such as a port for a debugger, are not for the other one.
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, ['-e', script, ...args], { env }, (error, _stdout, stderr) => {
      const hasRun = error && typeof error.code !== 'string';
      resolve(hasRun ? { signal: error.signal ?? '', stderr } : undefined);
    });
  });
}
