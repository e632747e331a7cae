import type { Fault } from './fault';
import type { TargetFacts } from './target-facts';

export const FORMAT = 'nats-test history';
export const VERSION = 2;
/** Only a header begins so, with its seed. */
export const HEADER_START = '{"seed":';

/** Of which run and scenario a history is; the first line of its file. */
export interface HistoryHeader {
  /** What the plan was made from; null for a scenario that has no plan. */
  readonly seed: number | null;
  readonly runId: string;
  readonly scenario: string;
  /** The server, in words: `the embedded server`, or a URL without its password. */
  readonly target: string;
  readonly facts: TargetFacts;
  /** What was asked for beside what the scenario is about; left out when nothing was. */
  readonly faults?: readonly Fault[];
}

/** What became of the run that a history is of; it stands in the last line of its file. */
export interface HistoryEnd {
  /** What kept the scenario from being played to its end. */
  readonly problem?: string;
  /** Somebody else published on its channel meanwhile. */
  readonly isShared?: true;
  /** What came on its channel meanwhile and is of no run of this software. */
  readonly strange?: string;
}

/**
 * Behind the digest in the last line: `"}` and a line feed. The digest is 64 hexadecimal digits, so
 * that `head -c -67 FILE | sha256sum` gives it again.
 */
export const BEHIND_DIGEST = '"}\n';
