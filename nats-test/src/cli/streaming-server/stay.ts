import { Ended } from './ended';
import type { RunningServer } from './start';

/** Exit statuses of the signals that end it. */
const ENDING = { SIGINT: 0, SIGTERM: 143 } as const;

/** How the process ends whose matter the server is. */
export interface ProcessEnd {
  /** At once. */
  readonly exit: (exitStatus: number) => void;
  /** When nothing is left to do: what a pipe has not taken yet is not cut off. */
  readonly runOut: (exitStatus: number) => void;
}

/**
 * Keeps this process for a server that starts or runs, until a signal ends it. A start that fails ends
 * the process by itself.
 * @returns ends it as SIGTERM does
 */
export function stay(
  started: Promise<RunningServer>,
  { exit, runOut }: ProcessEnd,
): () => Promise<void> {
  started.catch((error: unknown) => {
    if (!(error instanceof Ended)) throw error;
    runOut(error.exitStatus);
  });
  const stop = async (exitStatus: number): Promise<void> => {
    const running = await started.catch(() => undefined);
    if (!running) return;
    await running.server.abort();
    exit(exitStatus);
  };
  for (const [signal, exitStatus] of Object.entries(ENDING)) {
    process.on(signal, () => void stop(exitStatus));
  }
  return () => stop(ENDING.SIGTERM);
}
