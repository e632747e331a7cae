import type { RunResult, ScenarioResult } from './run-result';

/** What `nats-test verify --json` prints. */
export interface RunReport {
  readonly verdict: RunResult['verdict'];
  /** One sentence; null when the run went to its end. */
  readonly problem: string | null;
  readonly runId: string;
  readonly target: string;
  /** What the plans were made from; null where there are none. */
  readonly seed: number | null;
  readonly faults: NonNullable<RunResult['faults']>;
  readonly leftOut: RunResult['leftOut'];
  readonly elapsedMs: number;
  readonly historyFolder: string | null;
  /** As a scenario's result; the history is in the file, null when there is none. */
  readonly scenarios: readonly (Omit<ScenarioResult, 'history' | 'historyFile'> & {
    readonly historyFile: string | null;
  })[];
}

/** Turns what became of a run into plain JSON. */
export function reportRun(run: RunResult): RunReport {
  const { verdict, runId, target } = run;
  return {
    verdict,
    problem: run.problem ?? null,
    runId,
    target,
    seed: run.seed ?? null,
    faults: run.faults ?? [],
    leftOut: run.leftOut,
    elapsedMs: Math.round(run.elapsedMs),
    historyFolder: run.historyFolder ?? null,
    scenarios: run.scenarios.map(({ history: _history, historyFile, ...result }) => ({
      ...result,
      elapsedMs: Math.round(result.elapsedMs),
      historyFile: historyFile ?? null,
    })),
  };
}
