import { count } from '../../base/numbers';
import { oneLine } from '../../base/one-line';
import { plain, type Paint, type Style } from '../../base/paint';
import { renderTable as renderRows, type Cell } from '../../base/text-table';
import { VERDICT_STYLES } from '../../base/verdict-style';
import { wrap } from '../../base/wrap';
import type { BenchReport, TargetsComparison } from '../report';
import { compareTargets } from './compare/compare-targets';
import { spreadOf } from './figure';
import type { Metric } from './metrics';
import { inUnit, percent, times } from './numbers';
import {
  highestRate,
  measuredGroups,
  partialOf,
  ratioOf,
  summarise,
  type Note,
  type TargetSummary,
} from './summary';
import { verdictOf } from './verdict';

/** More than that nobody reads on a screen. */
const EXAMPLES_MAX = 5;
/** What a name may take of a column; the end of a path says more than its beginning. */
const NAME_MAX = 18;

const NOTE_STYLES: Readonly<Record<Note['kind'], Style>> = {
  partial: 'red',
  behind: 'yellow',
  saturated: 'yellow',
  error: 'yellow',
};

const NOTE_TITLES: Readonly<Record<Note['kind'], string>> = {
  partial: 'partial',
  behind: 'fell behind',
  saturated: 'saturated',
  error: 'error',
};

const COMPARISON_STYLES: Readonly<Record<TargetsComparison['verdict'], Style>> = {
  better: 'green',
  worse: 'red',
  mixed: 'yellow',
  'no difference': 'yellow',
  unknown: 'yellow',
};

/**
 * What stands on the screen when a bench is over: whether every message came as it was sent, the medians
 * of the rounds with their spread, two targets beside each other and how many times the other one the
 * first is, then what one should know about them, and of two targets last which one is better. Without a
 * line feed at the end.
 * @param width how many characters fit on a line; where that is few there is less beside each other
 */
export function renderTable(report: BenchReport, paint: Paint, width: number): string {
  const targets = summarise(report);
  return [
    ...wrap(headline(targets), width).map((it) => paint('bold', it)),
    ...renderVerdict(targets, paint, width),
    ...renderFigures(targets, paint, width),
    ...renderNotes(report, targets, paint, width),
    ...renderComparison(report, paint, width),
  ].join('\n');
}

function renderComparison(report: BenchReport, paint: Paint, width: number): string[] {
  const comparison = compareTargets(report);
  if (comparison === undefined) return [];
  const { rule, sentence, verdict } = comparison;
  return [
    '',
    ...wrap(rule, width).map((line) => paint('dim', line)),
    ...wordPainted(sentence, COMPARISON_STYLES[verdict], paint, width),
  ];
}

/** The word before the colon has a colour. */
function wordPainted(sentence: string, style: Style, paint: Paint, width: number): string[] {
  const [word = ''] = sentence.split(':');
  return wrap(sentence, width).map((line, i) =>
    i === 0 ? paint(style, word) + line.slice(word.length) : line,
  );
}

function headline(targets: readonly TargetSummary[]): string {
  const rounds = targets.map(({ runs }) => runs.length);
  const [first = 0] = rounds;
  const names = targets.map(({ label }) => label).join(' against ');
  if (rounds.every((it) => it === 0)) return `${names}: nothing was measured`;
  if (rounds.every((it) => it === 1)) return `${names}: one round`;
  const each = rounds.every((it) => it === first) ? `${first}` : rounds.join(' and ');
  return `${names}: medians of ${each} rounds`;
}

/** What stands beside the medians. */
interface Detail {
  readonly spread: boolean;
  readonly rangeOfRatio: boolean;
}

/** From the widest on. */
const DETAILS: readonly Detail[] = [
  { spread: true, rangeOfRatio: true },
  { spread: true, rangeOfRatio: false },
  { spread: false, rangeOfRatio: false },
];

/** In the most detail that fits without breaking a cell; where not even the least does, one target below the other. */
function renderFigures(targets: readonly TargetSummary[], paint: Paint, width: number): string[] {
  if (targets.every(({ figures, target }) => figures.size === 0 && !target.maxRate)) return [];
  const detail = DETAILS.find((it) =>
    renderRows(rowsOf(targets, it), Infinity, plain).every((line) => line.length <= width),
  );
  if (detail === undefined) {
    return targets.flatMap((target) => [
      '',
      ...renderRows(rowsOf([target], { spread: false, rangeOfRatio: false }), width, paint),
    ]);
  }
  return [
    '',
    ...renderRows(rowsOf(targets, detail), width, paint),
    ...legend(targets, detail).flatMap((text) => wrap(text, width).map((it) => paint('dim', it))),
  ];
}

function legend(targets: readonly TargetSummary[], { spread }: Detail): string[] {
  const [first, second] = targets;
  const spreadText = 'spread: from the lowest round to the highest, in percent of the median';
  return [
    ...(spread && hasRounds(targets) ? [spreadText] : []),
    ...(first && second ? [`ratio: ${first.label} divided by ${second.label}`] : []),
  ];
}

function hasRounds(targets: readonly TargetSummary[]): boolean {
  return targets.some(({ runs }) => runs.length > 1);
}

function rowsOf(targets: readonly TargetSummary[], { spread, rangeOfRatio }: Detail): Cell[][] {
  const withSpread = spread && hasRounds(targets);
  const [first, second] = targets;
  const ratio = (metric: Metric): Cell[] =>
    first && second ? [ratioCell(metric, first, second, rangeOfRatio)] : [];
  return [
    [
      { text: '' },
      ...targets.flatMap(({ label }) => [
        right(fromEnd(label), 'bold'),
        ...(withSpread ? [right('spread', 'dim')] : []),
      ]),
      ...(first && second ? [right('ratio', 'dim')] : []),
    ],
    ...maxRateRow(targets, withSpread),
    ...measuredGroups(targets).flatMap(({ group, metrics }, i) => [
      // Rates and what waits belong together.
      ...(i === 0 || group === 'backlog' ? [] : [[{ text: '' }]]),
      ...metrics.map((metric) => [
        { text: rowLabel(metric) },
        ...targets.flatMap((target) => figureCells(metric, target, withSpread)),
        ...ratio(metric),
      ]),
    ]),
  ];
}

/** A line can be found with grep: it says what it is of, and its unit. */
function rowLabel({ group, label, unit }: Metric): string {
  return group === 'rate' || group === 'backlog' ? `${label} ${unit}` : `${group} ${label} ${unit}`;
}

function figureCells(metric: Metric, { figures }: TargetSummary, withSpread: boolean): Cell[] {
  const figure = figures.get(metric.key);
  const spread = figure === undefined ? undefined : spreadOf(figure);
  return [
    right(figure === undefined ? '-' : inUnit(figure.median, metric.unit)),
    ...(withSpread ? [right(spread === undefined ? '' : percent(spread), 'dim')] : []),
  ];
}

function ratioCell(
  metric: Metric,
  first: TargetSummary,
  second: TargetSummary,
  withRange: boolean,
): Cell {
  const ratio = ratioOf(metric, first, second);
  if (ratio === undefined) return right('');
  const { ofMedians, ofRounds } = ratio;
  const range =
    withRange && ofRounds !== undefined && ofRounds.rounds > 1
      ? ` (${times(ofRounds.lowest)}-${times(ofRounds.highest)})`
      : '';
  return right(`${times(ofMedians)}${range}`);
}

function maxRateRow(targets: readonly TargetSummary[], withSpread: boolean): Cell[][] {
  if (targets.every(({ target }) => target.maxRate === undefined)) return [];
  const cells = targets.flatMap(({ target }) => [
    right(highestRate(target.maxRate)),
    ...(withSpread ? [right('')] : []),
  ]);
  return [[{ text: 'highest rate msg/s' }, ...cells]];
}

function right(text: string, style?: Style): Cell {
  return { text, right: true, ...(style === undefined ? {} : { style }) };
}

function fromEnd(name: string): string {
  return name.length <= NAME_MAX ? name : `…${name.slice(1 - NAME_MAX)}`;
}

function renderNotes(
  report: BenchReport,
  targets: readonly TargetSummary[],
  paint: Paint,
  width: number,
): string[] {
  const text = partialOf(report);
  const partial: Note[] = text === undefined ? [] : [{ kind: 'partial', text }];
  const notes = [
    ...partial.map((note) => ({ note, name: '' })),
    ...targets.flatMap(({ notes, label }) => notes.map((note) => ({ note, name: `${label}, ` }))),
  ];
  const lines = [
    ...notes.flatMap(({ note, name }) =>
      wordPainted(
        `${NOTE_TITLES[note.kind]}: ${name}${note.text}`,
        NOTE_STYLES[note.kind],
        paint,
        width,
      ),
    ),
    ...targets.flatMap((target) => wrapped(searchOf(target), width)),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

/** What ended the search for the highest rate. */
function searchOf({ label, target: { maxRate } }: TargetSummary): string[] {
  if (maxRate === undefined) return [];
  const failed = maxRate.tried.filter(({ held }) => !held);
  if (failed.length === 0) return [`${label}: every rate that was tried held.`];
  // A lower one that failed at first has held when it was tried again.
  const above = failed.filter(({ rate }) => rate > maxRate.rate);
  const [lowest] = above.toSorted((a, b) => a.rate - b.rate);
  if (lowest === undefined) return [];
  return [`${label}: ${count(lowest.rate)} msg/s did not hold: ${oneLine(lowest.why)}`];
}

function wrapped(texts: readonly string[], width: number): string[] {
  return texts.flatMap((text) => wrap(text, width));
}

function renderVerdict(targets: readonly TargetSummary[], paint: Paint, width: number): string[] {
  const { verdict, sentence } = verdictOf(targets);
  const examples = targets.flatMap(({ label, verification }) =>
    verification.examples.map((it) => `  ${label}: ${it}`),
  );
  const more = examples.length - EXAMPLES_MAX;
  return [
    ...wordPainted(sentence, VERDICT_STYLES[verdict], paint, width),
    ...wrapped(examples.slice(0, EXAMPLES_MAX), width),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ];
}
