import type { Verdict } from '../checkers/checker';
import { verdictOf, type CheckedHistory } from './checked-history';
import type { ScenarioResult } from './run-result';

/** What `nats-test check-history --json` prints. */
export interface CheckReport {
  readonly verdict: Verdict;
  /** In the order of the files. */
  readonly histories: readonly (JudgedReport | UnreadReport)[];
}

interface JudgedReport extends Omit<ScenarioResult, 'history' | 'historyFile'> {
  readonly file: string;
  readonly problem: null;
  readonly seed: number | null;
  readonly runId: string;
  readonly target: string;
}

interface UnreadReport {
  readonly file: string;
  /** Why it could not be judged: one sentence. */
  readonly problem: string;
  readonly verdict: 'unknown';
}

/** Turns what became of files into plain JSON. */
export function reportCheck(checked: readonly CheckedHistory[]): CheckReport {
  return { verdict: verdictOf(checked), histories: checked.map(reportHistory) };
}

function reportHistory(checked: CheckedHistory): JudgedReport | UnreadReport {
  if ('problem' in checked) {
    const { file, problem } = checked;
    return { file, problem, verdict: 'unknown' };
  }
  const { file, header, result } = checked;
  const { seed, runId, target } = header;
  const { history: _, historyFile = file, ...rest } = result;
  const elapsedMs = Math.round(rest.elapsedMs);
  return { file: historyFile, problem: null, seed, runId, target, ...rest, elapsedMs };
}
