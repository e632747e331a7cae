import type { Finding, Verdict } from '../checkers/checker';
import type { Fault } from '../history/fault';
import type { History } from '../history/operation';

/** What became of one scenario. */
export interface ScenarioResult {
  readonly name: string;
  readonly lesson: string;
  readonly expected: string;
  readonly verdict: Verdict;
  /** What was seen, or what was missing: one sentence without a full stop. */
  readonly seen: string;
  /** What each checker said; empty when the scenario could not run. */
  readonly findings: readonly NamedFinding[];
  readonly elapsedMs: number;
  readonly history: History;
  /** Where the history was written; undefined when there is none. */
  readonly historyFile?: string;
}

export interface NamedFinding extends Finding {
  readonly checker: string;
}

/** What became of all that ran. */
export interface RunResult {
  /** Unique to the run; it stands in client IDs and values. */
  readonly runId: string;
  /** `the embedded server`, or a URL without its password. */
  readonly target: string;
  /** What the plans were made from; left out where there are none. */
  readonly seed?: number;
  /** Those that were asked for and that the target can be struck with. */
  readonly faults?: readonly Fault[];
  readonly verdict: Verdict;
  readonly scenarios: readonly ScenarioResult[];
  /** What was chosen and can't be played on this target. */
  readonly leftOut: readonly LeftOut[];
  readonly elapsedMs: number;
  /** What ended the run early or kept it from starting: one sentence with the next step. */
  readonly problem?: string;
  /** Folder of the histories. */
  readonly historyFolder?: string;
}

/** A scenario that was not played, and why, in a few words. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

/** What happens while scenarios run. */
export type RunEvent =
  | { readonly kind: 'started'; readonly name: string }
  /** The step that a scenario is at, from 1. */
  | {
      readonly kind: 'step';
      readonly name: string;
      readonly step: number;
      readonly steps: number;
      /** In words: `publish 3 events`. */
      readonly text: string;
    }
  | { readonly kind: 'ended'; readonly result: ScenarioResult };
