import { CHANNEL, CHANNEL_PATH, CLIENTS_PATH, type Snapshot } from './ask-monitoring';
import type { Check, Verdict } from './judge';
import type { LessonRecord } from './lesson-record';
import type { Paint } from '../base/paint';
import { countPending, liveSubscriptions } from './sightings';
import { table } from '../base/table';

/** What stands on the screen when all is over: what the monitoring said, and the verdict. */
export function renderSummary(record: LessonRecord, verdict: Verdict, paint: Paint): string {
  const { checks } = verdict;
  const details = [
    paint('bold', "What the server's monitoring says"),
    ...renderMonitoring(record, paint),
    '',
    paint('bold', 'Verdict'),
    ...renderChecks(checks, paint),
    '',
  ];
  const result = renderResult(record, verdict);
  return [
    '',
    ...(verdict.verdict === 'unknown' ? [] : details),
    paint(verdict.verdict === 'valid' ? 'green' : 'red', result),
  ].join('\n');
}

function renderMonitoring({ whileListening, afterwards }: LessonRecord, paint: Paint): string[] {
  const row = (title: string, read: (snapshot: Snapshot) => string | number): string[] => [
    `  ${title}`,
    ...[whileListening, afterwards].map((it) => (it ? String(read(it)) : '?')),
  ];
  const [head = '', ...lines] = table([
    ['', 'while they listened', 'after Ctrl+C'],
    row(`events in ${CHANNEL}`, ({ channel }) => channel?.msgs ?? 'no such channel'),
    row('sent, not acknowledged', ({ channel }) => countPending(channel?.subscriptions ?? [])),
    row('live subscriptions', (it) => liveSubscriptions(it).length),
    row('clients', ({ clientIds }) => clientIds.length),
  ]);
  return [
    paint('dim', head),
    ...lines,
    ...queueGroups(whileListening).map((name) => `  queue group ${name}`),
    paint('dim', `  from ${CHANNEL_PATH} and ${CLIENTS_PATH}`),
  ];
}

/** Queue groups of the channel; the server calls a durable one `durable name:queue group`. */
function queueGroups(snapshot: Snapshot | undefined): string[] {
  return [...new Set(liveSubscriptions(snapshot).map((it) => it.queue_name ?? 'none'))];
}

function renderChecks(checks: readonly Check[], paint: Paint): string[] {
  const lines = table(
    checks.map(({ promise, expected, seen, ok }) => [
      ok ? '  ok' : '  FAILED',
      promise,
      ok ? seen : `${seen} (expected: ${expected})`,
    ]),
  );
  return lines.map((line) =>
    line.replace(/^ {2}(?:ok|FAILED)/, (word) => paint(word === '  ok' ? 'green' : 'red', word)),
  );
}

function renderResult({ elapsedMs }: LessonRecord, { verdict, checks, problem }: Verdict): string {
  const broken = checks.filter(({ ok }) => !ok).length;
  const why = problem === undefined ? '.' : `: ${sentence(problem)}`;
  switch (verdict) {
    case 'valid':
      return `All is as the lesson promises, in ${(elapsedMs / 1000).toFixed(1)} s.`;
    case 'invalid':
      return `The lesson broke ${broken} of its ${checks.length} promises${why}`;
    case 'unknown':
      return `No verdict${why}`;
  }
}

/** The last words of a process may have their full stop. */
function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
