import { callerOf } from './caller';
import { exploreListener } from './explore';
import type { CheckOptions } from './options';
import type { CheckReport } from './verdict';

/** A listener that was not proven: one that fails, or of which nothing can be said. */
export class CheckError extends Error {
  override readonly name = 'CheckError';
  /** All there is to know of it. */
  readonly report: CheckReport;

  constructor(report: CheckReport) {
    super(report.text);
    this.report = report;
  }
}

/**
 * Proves that a listener survives what NATS Streaming may do to it: duplicates, redelivery, another
 * order, crashes, restarts. It runs on an embedded server in virtual time.
 * @returns what was explored, when it has survived all of it
 * @throws CheckError with the smallest schedule that breaks it, or when nothing could be shown
 * @throws CheckSetupError when the listener can't be checked at all: an option makes no sense, `start`
 *   throws or never subscribes, an event can't be sent
 */
export async function checkListener<State, Event>(
  options: CheckOptions<State, Event>,
): Promise<CheckReport> {
  const report = await exploreListener(options as CheckOptions, callerOf(checkListener));
  if (report.verdict === 'passed') return report;
  const error = new CheckError(report);
  // The place to look at is the caller's.
  Error.captureStackTrace(error, checkListener);
  throw error;
}
