import type { Paint } from '../../base/paint';
import type { Verdict } from '../checkers/checker';
import { shellCommand } from '../../base/shell-command';
import { renderProofs } from './render-proof';
import type { RunResult } from './run-result';
import { sentence } from './sentence';
import { withoutRunId } from './shorten';
import { renderTable, type Cell } from '../../base/text-table';
import { seconds, VERDICT_STYLES } from '../../base/verdict-style';
import { wrap } from '../../base/wrap';

/** From here on there is room for a lesson's sentence beside its name. */
const COLUMNS_FOR_LESSONS = 140;

/**
 * What stands on the screen when a run is over: a table, what proves that a lesson does not hold,
 * what was left out, what ended the run early, and as the last line the verdict. Without a line feed at
 * the end.
 * @param again what repeats it when it is typed behind `nats-test`, with its seed
 */
export function renderRun(
  run: RunResult,
  paint: Paint,
  columns: number,
  again?: readonly string[],
): string {
  const { scenarios, problem } = run;
  if (scenarios.length === 0) {
    const text = `No verdict: ${sentence(problem ?? 'no lesson was run')}`;
    return wrap(text, columns)
      .map((line) => paint('red', line))
      .join('\n');
  }
  return [
    ...renderResults(run, columns, paint),
    ...scenarios.flatMap((result) => renderProofs(result, run.runId, columns, paint)),
    '',
    ...run.leftOut.flatMap(({ name, why }) => wrap(`Left out: ${name}, ${why}.`, columns)),
    ...(problem === undefined
      ? []
      : wrap(sentence(capital(problem)), columns).map((it) => paint('red', it))),
    // Whoever copies it wants it on one line.
    ...(run.verdict === 'invalid' && run.seed !== undefined && again
      ? [`The same plan again: ${shellCommand(['nats-test', ...again])}`]
      : []),
    ...renderConclusion(run, columns, paint),
  ].join('\n');
}

function renderResults({ scenarios, runId }: RunResult, columns: number, paint: Paint): string[] {
  const withLessons = columns >= COLUMNS_FOR_LESSONS;
  const head = ['lesson', ...(withLessons ? [''] : []), 'expected', 'seen', 'verdict', 'time'];
  const rows = scenarios.map(
    ({ name, lesson, expected, seen, verdict, elapsedMs }): readonly Cell[] => [
      { text: name, style: 'bold' },
      ...(withLessons ? [{ text: lesson }] : []),
      { text: expected },
      { text: withoutRunId(seen, runId) },
      { text: verdict, style: VERDICT_STYLES[verdict] },
      { text: seconds(elapsedMs), style: 'dim', right: true },
    ],
  );
  return renderTable(
    [head.map((text) => ({ text, style: 'dim' as const })), ...rows],
    columns,
    paint,
  );
}

function renderConclusion(run: RunResult, columns: number, paint: Paint): string[] {
  const { verdict, elapsedMs, historyFolder } = run;
  const word = capital(verdict);
  const histories = historyFolder === undefined ? '' : ` Histories: ${historyFolder}`;
  const text = `${word}: ${countVerdicts(run)}, in ${seconds(elapsedMs)}.${histories}`;
  return wrap(text, columns).map((line, i) =>
    i === 0 ? paint(VERDICT_STYLES[verdict], word) + line.slice(word.length) : line,
  );
}

/** `all 14 lessons on X`, or `of 14 lessons on X 12 are valid, 1 invalid, 1 unknown`. */
function countVerdicts({ scenarios, target }: RunResult): string {
  const total = scenarios.length;
  const counts = (['valid', 'invalid', 'unknown'] satisfies Verdict[])
    .map((it) => ({ it, count: scenarios.filter(({ verdict }) => verdict === it).length }))
    .filter(({ count }) => count > 0);
  if (counts.length === 1)
    return `${total === 1 ? 'the lesson' : `all ${total} lessons`} on ${target}`;
  const parts = counts.map(({ it, count }, i) => {
    if (i > 0) return `${count} ${it}`;
    return `${count} ${count === 1 ? 'is' : 'are'} ${it}`;
  });
  return `of ${total} lessons on ${target} ${parts.join(', ')}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
