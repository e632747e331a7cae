import { worst, type Verdict } from '../checkers/checker';
import type { HistoryHeader } from '../history/format';
import type { RunResult, ScenarioResult } from './run-result';

/** What became of a file that was judged again. */
export type CheckedHistory =
  | { readonly file: string; readonly header: HistoryHeader; readonly result: ScenarioResult }
  /** It could not be judged: why, as one sentence without a full stop. */
  | { readonly file: string; readonly problem: string };

/** Of all files; one that could not be judged is unknown. */
export function verdictOf(checked: readonly CheckedHistory[]): Verdict {
  return worst(checked.map((it) => ('problem' in it ? 'unknown' : it.result.verdict)));
}

/** The runs that the histories are of, in the order of the files; each as verify has it. */
export function runsOf(checked: readonly CheckedHistory[]): RunResult[] {
  const runs = new Map<string, { readonly header: HistoryHeader; results: ScenarioResult[] }>();
  for (const it of checked) {
    if ('problem' in it) continue;
    const { header, result } = it;
    const key = JSON.stringify([header.runId, header.target]);
    const run = runs.get(key);
    if (run) run.results.push(result);
    else runs.set(key, { header, results: [result] });
  }
  return [...runs.values()].map(({ header: { runId, target }, results }) => ({
    ...{ runId, target, scenarios: results, leftOut: [] },
    verdict: worst(results.map(({ verdict }) => verdict)),
    // Scenarios run side by side.
    elapsedMs: Math.max(...results.map(({ elapsedMs }) => elapsedMs)),
  }));
}
