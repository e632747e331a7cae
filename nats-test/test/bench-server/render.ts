import { medianOf } from '../../src/bench/output/figure';
import { medianRatio, noise } from './figures';
import type { CaseResult, MemoryResult } from './measure';

const HEAD = ['', 'real', 'embedded', 'ratio', 'goal', 'CPU ratio', 'noise'] as const;

const rate = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en-US')}/s`;
const times = (factor: number): string => `${factor.toFixed(2)}x`;

/** The figures of a case, as the columns of the table; the noise is that of real and embedded. */
function columns({ benchCase, real, embedded }: CaseResult): string[] {
  return [
    benchCase.title,
    rate(medianOf(real.rates)),
    rate(medianOf(embedded.rates)),
    times(medianRatio(embedded.rates, real.rates)),
    times(benchCase.goal),
    embedded.cpuMicros.length === 0 ? '' : times(medianRatio(embedded.cpuMicros, real.cpuMicros)),
    renderNoise(real.rates, embedded.rates),
  ];
}

/** The noise of real and embedded. */
export function renderNoise(real: readonly number[], embedded: readonly number[]): string {
  const percents = [real, embedded].map((rates) => {
    const share = noise(rates);
    return share === undefined ? 'unknown' : `${Math.round(share * 100)} %`;
  });
  return percents.join(', ');
}

/** The table of all cases. */
export function renderTable(results: readonly CaseResult[]): string {
  return renderRows(HEAD, results.map(columns));
}

/** A Markdown table, aligned, so that it reads as well in a terminal. */
export function renderRows(head: readonly string[], body: readonly (readonly string[])[]): string {
  const rows = [head, ...body];
  const widths = head.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) => {
    const cells = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    return `| ${cells.join(' | ')} |`;
  });
  const rule = widths.map((width, i) =>
    i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  lines.splice(1, 0, `| ${rule.join(' | ')} |`);
  return lines.join('\n');
}

/** A sentence on what a stored message takes. */
export function renderMemory({ msgs, real, embedded }: MemoryResult): string {
  return (
    `${msgs.toLocaleString('en-US')} stored messages of 128 B take ${Math.round(embedded)} bytes each ` +
    `(real: ${Math.round(real)}; goal: 250 at most).`
  );
}

/** The cases whose embedded server is below its goal. */
export function missed(results: readonly CaseResult[]): readonly CaseResult[] {
  return results.filter(
    ({ benchCase, real, embedded }) => medianRatio(embedded.rates, real.rates) < benchCase.goal,
  );
}
