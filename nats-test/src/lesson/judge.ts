import { describeEnd, LISTENERS, type EndedEvent } from './lesson-event';
import type { LessonRecord } from './lesson-record';
import {
  countPending,
  latest,
  liveSubscriptions,
  publications,
  receptions,
  type Reception,
} from './sightings';

/** One thing that the lesson promises. */
export interface Check {
  readonly name: 'stored' | 'processed-once' | 'acknowledged' | 'subscriptions-gone' | 'ended-well';
  readonly promise: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
}

/** Whether a run went as the lesson promises. */
export interface Verdict {
  /** Unknown when the run never came to the point where there was something to judge. */
  readonly verdict: 'valid' | 'invalid' | 'unknown';
  /** Empty when the verdict is unknown. */
  readonly checks: readonly Check[];
  /** What kept the run from going on, in one sentence; undefined when it went to its end. */
  readonly problem: string | undefined;
}

/** Judges a run by what the processes said and what the monitoring showed. Pure. */
export function judge(record: LessonRecord): Verdict {
  const { problem } = record;
  if (record.whileListening === undefined) return { verdict: 'unknown', checks: [], problem };
  const checks = [
    judgeStored(record),
    judgeProcessedOnce(record),
    judgeAcknowledged(record),
    judgeSubscriptionsGone(record),
    judgeEndedWell(record),
  ];
  const isValid = problem === undefined && checks.every(({ ok }) => ok);
  return { verdict: isValid ? 'valid' : 'invalid', checks, problem };
}

function judgeStored(record: LessonRecord): Check {
  const published = publications(record).length;
  const stored = latest(record)?.channel?.msgs ?? 0;
  const expected = expectedEvents(record);
  return {
    name: 'stored',
    promise: 'every event is stored',
    expected: `${expected} published, ${expected} stored`,
    seen: `${published} published, ${stored} stored`,
    ok: published === expected && stored === expected,
  };
}

/** A lesson may be changed to publish more than once in a run. */
function expectedEvents(record: LessonRecord): number {
  return Math.max(record.eventsPlanned, publications(record).length);
}

function judgeProcessedOnce(record: LessonRecord): Check {
  const received = receptions(record);
  const published = publications(record);
  const faults = [...sequenceFaults(record, received), ...dataFaults(published, received)];
  const shares = LISTENERS.map((name) => {
    const sequences = received.filter((it) => it.listener === name).map(showSequence);
    return `${sequences.join(' ') || 'none'} by ${name}`;
  });
  const isEmpty = received.length === 0;
  return {
    name: 'processed-once',
    promise: 'each is processed by one listener, once',
    expected: `#1 to #${expectedEvents(record)}, each once`,
    seen: isEmpty
      ? 'no line with number and JSON'
      : (faults.length > 0 ? faults : shares).join(', '),
    ok: !isEmpty && faults.length === 0,
  };
}

/** Lost, double and unknown events, by their place in the channel. */
function sequenceFaults(record: LessonRecord, received: readonly Reception[]): string[] {
  const channel = latest(record)?.channel;
  const first = channel?.first_seq ?? 1;
  const last = channel?.last_seq ?? record.eventsPlanned;
  const faults: string[] = [];
  for (let sequence = first; sequence <= last; sequence++) {
    const by = received.filter((it) => it.sequence === sequence).map((it) => it.listener);
    if (by.length === 0) faults.push(`#${sequence} by nobody`);
    if (by.length > 1) faults.push(`#${sequence} by ${by.join(' and ')}`);
  }
  for (const it of received) {
    if (it.sequence < first || it.sequence > last) {
      faults.push(`${showSequence(it)} by ${it.listener}, but not in the channel`);
    }
  }
  return faults;
}

/** Events whose data are not what was published; only where the publisher says what it published. */
function dataFaults(
  published: readonly (string | undefined)[],
  received: readonly Reception[],
): string[] {
  const known = published.filter((data) => data !== undefined);
  if (known.length < published.length) return [];
  return received
    .filter(({ data }) => !known.includes(data))
    .map((it) => `${showSequence(it)} with data that nobody published`);
}

function judgeAcknowledged(record: LessonRecord): Check {
  const subscriptions = liveSubscriptions(record.whileListening);
  const kept = record.afterwards?.channel?.subscriptions ?? [];
  // Of both moments the worse: what a listener had not acknowledged stays pending in its durable group.
  const pending = Math.max(countPending(subscriptions), countPending(kept));
  const lastSent = Math.max(0, ...subscriptions.map((it) => it.last_sent));
  const last = record.whileListening?.channel?.last_seq ?? 0;
  return {
    name: 'acknowledged',
    promise: 'everything is acknowledged',
    expected: `sent up to #${last}, 0 not acknowledged`,
    seen:
      subscriptions.length === 0
        ? 'no subscription while the listeners ran'
        : `sent up to #${lastSent}, ${pending} not acknowledged`,
    ok: subscriptions.length > 0 && pending === 0 && lastSent === last,
  };
}

function judgeSubscriptionsGone({ whileListening, afterwards }: LessonRecord): Check {
  const before = liveSubscriptions(whileListening).length;
  const after = liveSubscriptions(afterwards).length;
  const clients = afterwards?.clientIds.length;
  const count = LISTENERS.length;
  return {
    name: 'subscriptions-gone',
    promise: 'Ctrl+C signs the listeners off at once',
    expected: `${count} live subscriptions, then 0; clients left: 0`,
    seen: `${before} live subscriptions, then ${after}; clients left: ${clients ?? '?'}`,
    ok: before === count && after === 0 && clients === 0,
  };
}

function judgeEndedWell({ events, eventsPlanned }: LessonRecord): Check {
  const expected = eventsPlanned + LISTENERS.length;
  const ends = events.filter((event) => event.kind === 'ended');
  const bad = ends.filter(({ exitStatus }) => exitStatus !== 0);
  const good = ends.length - bad.length;
  return {
    name: 'ended-well',
    promise: 'every process ends with 0',
    expected: `${expected} with 0`,
    seen: [`${good} with 0`, ...bad.map(showEnd)].join(', '),
    ok: bad.length === 0 && good === expected,
  };
}

function showSequence({ sequence, redelivered }: Reception): string {
  return `#${sequence}${redelivered ? ' (redelivered)' : ''}`;
}

function showEnd(end: EndedEvent): string {
  return `${end.source} ${describeEnd(end)}`;
}
