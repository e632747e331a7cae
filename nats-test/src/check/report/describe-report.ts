import type { Paint } from '../../base/paint';
import type { CheckReport } from '../verdict';
import { describeExplored, describeMissing } from './describe-explored';
import { describeFailure } from './describe-failure';
import { lines, paintFor, point, type Look } from './page';
import { withoutStop } from './words';

/**
 * A verdict in words, for people who have read nothing else: what came of it in the first line, then
 * what shows it and what to do. At most 100 columns wide, except where a word is longer, and in
 * messages of errors, which stay as they are.
 * Without a line feed at the end.
 */
export function describeReport(report: Omit<CheckReport, 'text'>, look: Look): string {
  const paint = paintFor(look);
  const { failure } = report;
  return [
    ...(failure ? describeFailure(failure, report, paint) : describeOther(report, paint)),
    ...(report.verdict !== 'passed' && look.caller !== undefined
      ? [...(failure ? [] : ['']), `${paint('bold', 'The check:')} ${look.caller}`]
      : []),
    ...describeWarnings(report, paint),
  ].join('\n');
}

function describeOther(report: Omit<CheckReport, 'text'>, paint: Paint): string[] {
  return report.verdict === 'passed'
    ? describePassed(report, paint)
    : describeUnknown(report, paint);
}

function describePassed(report: Omit<CheckReport, 'text'>, paint: Paint): string[] {
  const { explored, seed, warnings } = report;
  const missing = describeMissing(explored);
  // Else a crash in the middle, which breaks many, would seem to be among what it has survived.
  const isPart = warnings.some(({ kind }) => kind === 'not copied');
  return [
    ...lines(
      `Passed${isPart ? ', without crashes amidst the work' : ''}: ${describeExplored(explored)}; seed ${seed}.`,
      paint,
      'green',
    ),
    ...(missing === '' ? [] : lines(`What never happened: ${missing}.`)),
  ];
}

function describeUnknown(report: Omit<CheckReport, 'text'>, paint: Paint): string[] {
  const { explored, reason, seed } = report;
  const why = withoutStop(reason ?? 'nothing happened that could have broken the listener');
  return [
    ...lines(`Unknown: ${why}.`, paint, 'yellow'),
    ...lines(`Explored: ${describeExplored(explored)}; seed ${seed}.`),
    '',
    paint('bold', 'What to do:'),
    ...advice(report).flatMap(point),
  ];
}

function advice({ explored, warnings }: Omit<CheckReport, 'text'>): string[] {
  const has = (kind: string): boolean => warnings.some((it) => it.kind === kind);
  return [
    ...(has('nothing subscribed')
      ? [
          'Have start subscribe before it resolves, on the URL, cluster ID and client ID that it is given.',
        ]
      : []),
    ...(explored.schedules > 0 && explored.deliveries === 0
      ? ['Publish on a channel that the listener subscribes to: compare the channel of the events.']
      : []),
    ...(explored.deliveries > 0 && explored.redeliveries === 0
      ? [
          'Allow more to happen: take lost acks, lost deliveries and crashes out of the option without.',
        ]
      : []),
    ...(has('no invariant')
      ? ['Give an invariant: what must be true of the state when all events have been handled.']
      : []),
    'Try more schedules: a larger number in the option schedules.',
  ];
}

function describeWarnings({ warnings }: Omit<CheckReport, 'text'>, paint: Paint): string[] {
  if (warnings.length === 0) return [];
  return ['', paint('yellow', 'Worth a look:'), ...warnings.flatMap((it) => point(it.message))];
}
