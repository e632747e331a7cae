import type { Paint } from '../base/paint';
import type { BenchReport, RunReport } from '../bench/report';
import { sentence } from '../harness/report/sentence';
import { renderTable as renderRows, type Cell } from '../harness/report/text-table';

const HEAD = [
  'target',
  'round',
  'in/s',
  'out/s',
  'ack p50',
  'ack p99',
  'p50 ms',
  'p99 ms',
  'max ms',
];

/** What a bench has measured, a line for each round, and whatever must be said beside it. */
export function renderBenchTable(report: BenchReport, paint: Paint, columns: number): string {
  const rows: Cell[][] = [HEAD.map((text, at) => ({ text, ...(at > 0 && { right: true }) }))];
  const remarks: string[] = [];
  for (const { name, runs, maxRate } of report.targets) {
    for (const run of runs) {
      rows.push(rowOf(name, run));
      remarks.push(
        ...remarksOf(run).map((text) => `${name}, round ${run.round}: ${sentence(text)}`),
      );
    }
    if (maxRate)
      remarks.push(`${name}: the highest rate that holds is ${maxRate.rate} messages/s.`);
  }
  if (report.partial !== undefined) remarks.push(`Partial: ${sentence(report.partial)}`);
  return [...renderRows(rows, columns, paint), ...remarks].join('\n');
}

function rowOf(name: string, run: RunReport): Cell[] {
  const number = (value: number, digits: number): Cell => ({
    text: value.toFixed(digits),
    right: true,
  });
  return [
    { text: name },
    number(run.round, 0),
    number(run.rates.published, 0),
    number(run.rates.delivered, 0),
    number(run.publishAck.p50Ms, 2),
    number(run.publishAck.p99Ms, 2),
    number(run.endToEnd.p50Ms, 2),
    number(run.endToEnd.p99Ms, 2),
    number(run.endToEnd.maxMs, 2),
  ];
}

function remarksOf({ verification, load, errors }: RunReport): string[] {
  return [
    ...(verification.verdict === 'valid'
      ? []
      : [
          `${verification.verdict}: ${verification.lost} lost, ${verification.duplicated} duplicated, ` +
            `${verification.outOfOrder} out of order, ${verification.unexpected} unexpected`,
          ...verification.examples,
        ]),
    ...errors.map(({ text, count }) => `${count} times: ${text}`),
    ...(load.saturated === undefined ? [] : [load.saturated]),
  ];
}
