import type { Paint } from '../../base/paint';
import type { StepKind } from '../schedule';
import type { CheckFailure } from '../verdict';
import { gistOf } from './error-words';
import { lines, point, timelineLines, WIDTH } from './page';
import { remediesOf } from './remedies';
import { timelineOf } from './timeline';
import { capital } from './words';

const USUAL_CAUSES = [
  'Work that goes on after the ack: await all of it before msg.ack().',
  'Something shared between schedules, such as a variable of the module or one database: make it new in createState.',
  'The time or randomness: an invariant, or a handler, that depends on Date.now() or Math.random().',
  'An invariant that does not wait for what it looks at: return its promise.',
  'A handler that is sometimes slower than quietMs: give a larger quietMs.',
];

/** Steps in which real time decides what comes first. */
const RACES: ReadonlySet<StepKind> = new Set<StepKind>([
  'overlap',
  'come twice',
  'crash before delivery',
  'crash while handling',
  'crash before ack',
  'crash after ack',
  'restart server',
]);

/** The same schedule with two results: both of them, and what is mostly behind that. */
export function describeTwoResults(
  failure: CheckFailure,
  { message, history }: NonNullable<CheckFailure['otherwise']>,
  paint: Paint,
): string[] {
  const first = timelineOf(failure.history, WIDTH - 2);
  const second = timelineOf(history, WIDTH - 2);
  const firstResult = gistOf(failure);
  const secondResult =
    message === undefined ? 'nothing was wrong' : gistOf({ kind: failure.kind, message });
  const parting = first.findIndex((line, i) => line !== second[i]);
  const isSame = parting === -1 && first.length === second.length;
  return [
    '',
    ...lines(`The first time: ${firstResult}`, paint, 'bold'),
    ...timelineLines(first, paint),
    '',
    ...lines(`The second time: ${secondResult}`, paint, 'bold'),
    ...(isSame ? ['  The same happened, line by line.'] : timelineLines(second, paint)),
    '',
    ...describeFirst(failure, paint),
    ...USUAL_CAUSES.flatMap(point),
  ];
}

/** Where it is a race that the listener loses at times, the first time has shown what is wrong. */
function describeFirst(failure: CheckFailure, paint: Paint): string[] {
  const isRace = failure.schedule.steps.some(({ kind }) => RACES.has(kind));
  const remedies = isRace ? remediesOf(failure) : [];
  if (remedies.length === 0) {
    return lines('So one run of it proves nothing. What is mostly behind that:');
  }
  return [
    ...lines(
      'In such a schedule it depends on how far the handler is, in real time; what happened once ' +
        'can happen again.',
    ),
    '',
    paint('bold', 'What mends what happened the first time, the best first:'),
    ...remedies.flatMap(({ pattern, text }) => point(`${capital(pattern)}: ${text}`)),
    '',
    ...lines('What is behind two results otherwise:'),
  ];
}
