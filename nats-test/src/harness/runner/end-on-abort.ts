import type { Waiting } from '../../base/waiting';

/**
 * Whoever ends the run ends all waiting of a scenario.
 * @param interrupted by the user, or whoever asked for the run
 * @param others their reasons are sentences
 * @returns lets go of the signals
 */
export function endOnAbort(
  waiting: Waiting,
  interrupted: AbortSignal,
  others: readonly AbortSignal[],
): () => void {
  const letGo = [interrupted, ...others].map((signal) => {
    const end = (): void => {
      const reason = String(signal.reason);
      waiting.end(signal === interrupted ? `interrupted by ${reason}` : reason);
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    return () => {
      signal.removeEventListener('abort', end);
    };
  });
  return () => {
    for (const one of letGo) one();
  };
}
