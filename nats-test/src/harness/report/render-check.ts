import type { Paint } from '../../base/paint';
import { VERDICT_STYLES } from '../../base/verdict-style';
import { runsOf, verdictOf, type CheckedHistory } from './checked-history';
import { renderRun } from './render-run';

/**
 * What stands on the screen when histories were judged again: for each run what verify shows of it,
 * and a last line when that is not all. Without a line feed at the end.
 */
export function renderCheck(
  checked: readonly CheckedHistory[],
  paint: Paint,
  columns: number,
): string {
  const runs = runsOf(checked);
  const tables = runs.map((run) => renderRun(run, paint, columns));
  const verdict = verdictOf(checked);
  const unread = checked.filter((it) => 'problem' in it).length;
  if (runs.length === 1 && unread === 0) return tables.join('\n');
  const word = verdict.charAt(0).toUpperCase() + verdict.slice(1);
  const total = `${checked.length} ${checked.length === 1 ? 'history' : 'histories'}`;
  const rest = unread === 0 ? '' : `, of which ${unread} can't be judged`;
  const last = `${paint(VERDICT_STYLES[verdict], word)}: ${total} of ${countRuns(runs.length)}${rest}.`;
  return [...tables, last].join('\n\n');
}

function countRuns(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}
