import type { ExitStatus } from './command-error';

const STATUS_OF_SIGNAL: Readonly<Record<string, ExitStatus>> = { SIGHUP: 129, SIGTERM: 143 };

/** How a command ends that a signal has ended before its time: 130 after Ctrl+C. */
export function statusOfSignal(interrupted: AbortSignal): ExitStatus {
  return STATUS_OF_SIGNAL[interrupted.reason as string] ?? 130;
}
