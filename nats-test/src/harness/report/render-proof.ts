import type { Paint } from '../../base/paint';
import type { Operation } from '../history/operation';
import { describeOperation } from './describe-operation';
import { eventNames } from './event-names';
import type { NamedFinding, ScenarioResult } from './run-result';
import { withoutRunId } from './shorten';
import { renderTable } from '../../base/text-table';
import { VERDICT_STYLES } from '../../base/verdict-style';
import { wrap } from '../../base/wrap';

/** More than that nobody reads on a screen. */
const OPERATIONS_MAX = 12;

/**
 * The findings of a scenario that are not valid, each with the operations that show it as a small
 * time line; no lines when there are none. One that has nothing to show says no more than the table.
 * Nor does doubt prove anything about a lesson that was only interrupted.
 * @param runId values, names of groups and the like are shown without it
 */
export function renderProofs(
  result: ScenarioResult,
  runId: string,
  columns: number,
  paint: Paint,
): string[] {
  const isInterrupted = result.seen.startsWith('interrupted');
  const findings = result.findings.filter(
    ({ verdict, proof }) =>
      verdict === 'invalid' || (verdict === 'unknown' && proof.length > 0 && !isInterrupted),
  );
  if (findings.length === 0) return [];
  const { name, lesson, verdict } = result;
  const [first = '', ...more] = wrap(`${name}: ${lesson}`, columns);
  const nameOfValue = eventNames(runId, name);
  const describe = (operation: Operation): string =>
    withoutRunId(describeOperation(operation, nameOfValue), runId);
  return [
    '',
    `${paint(VERDICT_STYLES[verdict], first.slice(0, name.length))}${first.slice(name.length)}`,
    ...more,
    ...findings.flatMap((finding) => [
      ...renderFinding(finding, runId, columns, paint),
      ...renderTimeLine(finding.proof, describe, columns - 4, paint).map((it) => `    ${it}`),
      ...renderRest(finding.proof.length, result.historyFile, paint),
    ]),
  ];
}

function renderFinding(
  { checker, verdict, seen }: NamedFinding,
  runId: string,
  columns: number,
  paint: Paint,
): string[] {
  const lines = wrap(`${checker}, ${verdict}: ${withoutRunId(seen, runId)}`, columns - 2);
  return lines.map((line, i) => {
    const marked = i === 0 ? line.replace(checker, paint('bold', checker)) : line;
    return `  ${marked}`;
  });
}

function renderTimeLine(
  proof: readonly Operation[],
  describe: (operation: Operation) => string,
  columns: number,
  paint: Paint,
): string[] {
  const inOrder = proof.toSorted((a, b) => a.index - b.index).slice(0, OPERATIONS_MAX);
  const rows = inOrder.map((operation) => [
    {
      text: `${(operation.timeMs / 1000).toFixed(3)}s`,
      style: 'dim' as const,
      right: true as const,
    },
    { text: who(operation) },
    { text: describe(operation) },
  ]);
  return renderTable(rows, columns, paint);
}

function renderRest(count: number, file: string | undefined, paint: Paint): string[] {
  const rest = count - OPERATIONS_MAX;
  if (rest <= 0) return [];
  return [paint('dim', `    … and ${rest} more${file === undefined ? '' : ` in ${file}`}`)];
}

function who(operation: Operation): string {
  return 'subscription' in operation && operation.subscription !== operation.client
    ? `${operation.client}/${operation.subscription}`
    : operation.client;
}
