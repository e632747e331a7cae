import type { Paint, Style } from '../../../base/paint';
import { renderTable, type Cell } from '../../../base/text-table';
import { wrap } from '../../../base/wrap';
import { inUnit, percent, signedPercent, times } from '../numbers';
import type { Compared, ComparedMetric, Comparison } from './comparison';

const METRIC_STYLES: Readonly<Record<ComparedMetric['verdict'], Style>> = {
  better: 'green',
  worse: 'red',
  'no difference': 'dim',
  unknown: 'yellow',
};

const VERDICT_STYLES: Readonly<Record<Comparison['verdict'], Style>> = {
  'not worse': 'green',
  worse: 'red',
  unknown: 'yellow',
};

/**
 * A comparison for a terminal: what was before and is now, warnings, the rule, and as the last line
 * the verdict. Without a line feed at the end.
 * @param width how many characters fit on a line
 */
export function renderComparison(comparison: Comparison, paint: Paint, width: number): string {
  const { compared, warnings, rule, sentence, verdict } = comparison;
  const [word = ''] = sentence.split(':');
  return [
    ...compared.flatMap((it) => [...renderCompared(it, paint, width), '']),
    ...warnings.flatMap((it) => wrap(it, width).map((line) => paint('yellow', line))),
    ...wrap(rule, width).map((line) => paint('dim', line)),
    ...wrap(sentence, width).map((line, i) =>
      i === 0 ? paint(VERDICT_STYLES[verdict], word) + line.slice(word.length) : line,
    ),
  ].join('\n');
}

/** What a comparison is about: `embedded`, or `new-server, before old-server`. */
export function titleOf({ label, beforeLabel }: Compared): string {
  return beforeLabel === undefined ? label : `${label}, before ${beforeLabel}`;
}

/** A value of a metric as it is shown. */
export function shown(value: number | undefined, unit: ComparedMetric['unit']): string {
  if (value === undefined) return '-';
  return unit === 'x' ? times(value) : inUnit(value, unit);
}

function renderCompared(compared: Compared, paint: Paint, width: number): string[] {
  const head = ['', 'before', 'now', 'change', 'shows from', ''].map((text, i): Cell => ({
    text,
    style: 'dim',
    ...(i > 0 && i < 5 ? { right: true } : {}),
  }));
  return [
    ...wrap(titleOf(compared), width).map((line) => paint('bold', line)),
    ...renderTable([head, ...compared.metrics.map(rowOf)], width, paint),
  ];
}

function rowOf(metric: ComparedMetric): Cell[] {
  const { name, unit, before, after, change, visible, verdict, why } = metric;
  const right = (text: string): Cell => ({ text, right: true });
  return [
    { text: unit === 'x' ? name : `${name} ${unit}` },
    right(shown(before?.median, unit)),
    right(shown(after?.median, unit)),
    right(change === undefined ? '' : signedPercent(change)),
    right(visible === undefined ? '' : percent(visible)),
    { text: why === undefined ? verdict : `${verdict}: ${why}`, style: METRIC_STYLES[verdict] },
  ];
}
