import { setTimeout as delay } from 'node:timers/promises';
import { StepError } from './step-error';

const POLL_MS = 15;

/**
 * Asks again and again until the answer is yes.
 * @param failure what to say when it does not come: "listener 1 did not end"
 * @param interrupted ends the waiting; left out where it must not be cut short
 * @throws StepError when the answer is not yes within `limitMs`, or when the waiting was interrupted
 */
export async function waitUntil(
  failure: string,
  limitMs: number,
  isSo: () => boolean | Promise<boolean>,
  interrupted?: AbortSignal,
): Promise<void> {
  const endsAtMs = performance.now() + limitMs;
  while (true) {
    // First, since Ctrl+C also ends what is waited for.
    if (interrupted?.aborted) throw new StepError(`interrupted by ${String(interrupted.reason)}`);
    if (await isSo()) return;
    if (performance.now() >= endsAtMs) {
      throw new StepError(`${failure} within ${limitMs / 1000} s`);
    }
    await delay(POLL_MS);
  }
}
