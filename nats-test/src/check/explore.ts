import type { CheckOptions } from './options';
import type { CheckReport } from './verdict';

/**
 * Checks a listener, whatever comes of it.
 * @param caller where it was asked for
 * @throws CheckSetupError
 */
export function exploreListener(
  options: CheckOptions,
  caller: string | undefined,
): Promise<CheckReport> {
  return Promise.reject(new Error(`under construction: ${String(options)} ${String(caller)}`));
}
