import type { RunResult } from '../run-result';

/** What the page says of a run beside its results, where it is known. */
export interface RunOrigin {
  /** What was typed, behind `nats-test`: repeats the run. */
  readonly command?: readonly string[];
  /** Where the plans were written. */
  readonly planFile?: string;
  /** Of nats-test. */
  readonly version?: string;
  /** ISO 8601. */
  readonly startedAt?: string;
}

export type ReportedRun = RunResult & RunOrigin;
