import type { ExitStatus } from './command-error';
import { statusOfSignal } from './status-of-signal';

/** Sees to it that the exit status tells of a verdict, whatever code of the user does. */
export interface ExitGuard {
  /** From now on this is the status, and what else that code does is of no interest. */
  settle(exitStatus: ExitStatus): void;
}

/**
 * Code of the user may call process.exit(), or wait for what never comes, so that nothing is left to do:
 * both would end with 0.
 * @param typed the file that it is from
 * @param own this process
 * @param setStatus sets its status
 */
export function guardExit(
  own: Pick<NodeJS.Process, 'stderr' | 'on'>,
  typed: string,
  interrupted: AbortSignal,
  setStatus: (exitStatus: ExitStatus) => void,
): ExitGuard {
  let settled: ExitStatus | undefined;
  let isIdle = false;
  own.on('beforeExit', () => (isIdle = true));
  own.on('exit', () => {
    if (settled === undefined && interrupted.aborted) settled = statusOfSignal(interrupted);
    setStatus(settled ?? 2);
    if (settled !== undefined) return;
    own.stderr.write(
      isIdle
        ? `nats-test: ${typed} waits for something that never comes, so there is no verdict: look for an await without an end.\n`
        : `nats-test: ${typed} has ended this process before there was a verdict: take out its process.exit().\n`,
    );
  });
  return {
    settle: (exitStatus) => {
      settled = exitStatus;
      own.on('uncaughtException', () => undefined);
    },
  };
}
