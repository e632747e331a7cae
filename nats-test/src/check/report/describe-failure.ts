import type { Paint } from '../../base/paint';
import { placeOf } from '../caller';
import type { CheckFailure, CheckReport } from '../verdict';
import { describeTwoResults } from './describe-two-results';
import { linesOfMessage } from './error-words';
import { headlineOf } from './headline';
import { lines, point, timelineLines, WIDTH } from './page';
import { remediesOf } from './remedies';
import { describeSchedule, stepCount } from './schedule-words';
import { timelineOf } from './timeline';
import { capital } from './words';

/** How it breaks, what happened, what mends it, and how to see it again. */
export function describeFailure(
  failure: CheckFailure,
  { seed }: Pick<CheckReport, 'seed'>,
  paint: Paint,
): string[] {
  return [
    ...lines(headlineOf(failure), paint, 'red'),
    '',
    ...describeSmallest(failure, paint),
    ...(failure.otherwise
      ? describeTwoResults(failure, failure.otherwise, paint)
      : describeOne(failure, paint)),
    '',
    // Whoever copies it wants it on one line.
    `${paint('bold', 'To see it again:')} ${describeReplay(seed, failure.path)}`,
  ];
}

function describeSmallest({ schedule, path }: CheckFailure, paint: Paint): string[] {
  if (path === '')
    return [paint('bold', 'It happens in the first, calm run, in which nothing goes wrong:')];
  const title = `The smallest schedule that does it (${stepCount(schedule)}):`;
  const [first = '', ...more] = lines(`${title} ${describeSchedule(schedule)}.`);
  return [first.replace(title, paint('bold', title)), ...more];
}

function describeOne(failure: CheckFailure, paint: Paint): string[] {
  return [
    ...timelineLines(timelineOf(failure.history, WIDTH - 2), paint),
    ...describeCause(failure, paint),
    '',
    ...describeRemedies(failure, paint),
  ];
}

/** Where it was thrown, and what of it the headline had no room for. */
function describeCause({ kind, cause, message: told }: CheckFailure, paint: Paint): string[] {
  if (cause === undefined) return [];
  const place = placeOf(cause);
  const message = linesOfMessage(cause);
  const what = kind === 'invariant' ? 'The invariant threw' : 'It was thrown';
  const title = `${what}${place === undefined ? '' : ` at ${place}`}`;
  if (message.length <= 1 && told.includes(message[0] ?? '')) {
    return place === undefined || told.includes(place) ? [] : ['', `${title}.`];
  }
  return ['', paint('bold', `${title}:`), ...message.map((line) => `  ${line}`)];
}

function describeRemedies(failure: CheckFailure, paint: Paint): string[] {
  const remedies = remediesOf(failure);
  if (remedies.length === 0) {
    return lines(
      'Nothing that happened explains it: look at what the handler does with each event, and at what the invariant asks for.',
    );
  }
  return [
    paint('bold', remedies.length === 1 ? 'What mends it:' : 'What mends it, the best first:'),
    ...remedies.flatMap(({ pattern, text }) => point(`${capital(pattern)}: ${text}`)),
  ];
}

function describeReplay(seed: number, path: string): string {
  if (path === '') return 'run it again, it needs no seed.';
  return `{ seed: ${seed}, path: '${path}' }, or on the command line --seed ${seed} --path ${path}`;
}
