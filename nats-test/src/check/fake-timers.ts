import { CheckSetupError } from './setup-error';

/**
 * A listener's client lives in real time, and so does whoever waits for it.
 * @throws CheckSetupError while a test runner has put its own timers in the place of the real ones
 */
export function refuseFakeTimers(): void {
  const faked = [setTimeout, setImmediate].some((timer) => 'clock' in timer);
  if (!faked) return;
  throw new CheckSetupError(
    'the timers of this process are fake ones, with which no client would ever hear of its server: ' +
      'call vi.useRealTimers() or jest.useRealTimers() before the check',
  );
}
