import { describe, expect, test } from 'vitest';

import { judge, type Check, type Verdict } from '../../src/lesson/judge';
import {
  ended,
  goodEvents,
  goodRecord,
  published,
  received,
  said,
  snapshot,
  subscription,
} from './sample-record';

/** Names of the promises that were broken. */
function broken({ checks }: Verdict): Check['name'][] {
  return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}

function seen({ checks }: Verdict, name: Check['name']): string | undefined {
  return checks.find((check) => check.name === name)?.seen;
}

test('a good run is valid, and each check says what was seen', () => {
  const verdict = judge(goodRecord());

  expect(verdict.verdict).toBe('valid');
  expect(verdict.checks.map((check) => check.seen)).toEqual([
    '2 published, 2 stored',
    '#1 by listener 1, #2 by listener 2',
    'sent up to #2, 0 not acknowledged',
    '2 live subscriptions, then 0; clients left: 0',
    '4 with 0',
  ]);
});

describe('a planted fault is found, and nothing else', () => {
  const whileListening = goodRecord().whileListening;

  test.each([
    {
      fault: 'an event that was published and not stored',
      record: goodRecord({ events: [...goodEvents, published('c')] }),
      check: 'stored',
      says: '3 published, 2 stored',
    },
    {
      fault: 'an event that was not published',
      record: goodRecord({ events: goodEvents.filter((event) => event !== goodEvents[4]) }),
      // Its data came from somewhere, too.
      check: 'stored',
      says: '1 published, 2 stored',
      also: ['processed-once'],
    },
    {
      fault: 'a lost event',
      record: goodRecord({ events: goodEvents.filter((event) => event !== goodEvents[3]) }),
      check: 'processed-once',
      says: '#2 by nobody',
    },
    {
      fault: 'an event that went to both listeners',
      record: goodRecord({ events: [...goodEvents, received('listener 2', 1, 'a')] }),
      check: 'processed-once',
      says: '#1 by listener 1 and listener 2',
    },
    {
      fault: 'an event that went to a listener twice',
      record: goodRecord({ events: [...goodEvents, received('listener 1', 1, 'a')] }),
      check: 'processed-once',
      says: '#1 by listener 1 and listener 1',
    },
    {
      fault: 'an event that is not in the channel',
      record: goodRecord({ events: [...goodEvents, received('listener 1', 9, 'a')] }),
      check: 'processed-once',
      says: '#9 by listener 1, but not in the channel',
    },
    {
      fault: 'data that nobody published',
      record: goodRecord({
        events: goodEvents.with(3, received('listener 2', 2, 'x')),
      }),
      check: 'processed-once',
      says: '#2 with data that nobody published',
    },
    {
      fault: 'listeners that print nothing readable',
      record: goodRecord({
        events: goodEvents.map((event) =>
          event.kind === 'said' && event.source !== 'publisher'
            ? said(event.source, 'got it')
            : event,
        ),
      }),
      check: 'processed-once',
      says: 'no line with number and JSON',
    },
    {
      fault: 'an event that was not acknowledged',
      record: goodRecord({
        whileListening: snapshot({
          subscriptions: [subscription(1), { ...subscription(2), pending_count: 1 }],
        }),
      }),
      check: 'acknowledged',
      says: 'sent up to #2, 1 not acknowledged',
    },
    {
      fault: 'an acknowledgement that is missing after the end',
      record: goodRecord({
        afterwards: snapshot({
          subscriptions: [{ ...subscription(2), is_offline: true, pending_count: 1 }],
          clientIds: [],
        }),
      }),
      check: 'acknowledged',
      says: 'sent up to #2, 1 not acknowledged',
    },
    {
      fault: 'an event that was not sent to anybody',
      record: goodRecord({
        whileListening: snapshot({ subscriptions: [subscription(1), subscription(1)] }),
      }),
      check: 'acknowledged',
      says: 'sent up to #1, 0 not acknowledged',
    },
    {
      fault: 'a subscription that is left',
      record: goodRecord({
        afterwards: snapshot({ subscriptions: [subscription(2)], clientIds: [] }),
      }),
      check: 'subscriptions-gone',
      says: '2 live subscriptions, then 1; clients left: 0',
    },
    {
      fault: 'a client that is left',
      record: goodRecord({ afterwards: snapshot({ clientIds: ['one'] }) }),
      check: 'subscriptions-gone',
      says: '2 live subscriptions, then 0; clients left: 1',
    },
    {
      fault: 'a listener that was never there',
      record: goodRecord({ whileListening: snapshot({ subscriptions: [subscription(2)] }) }),
      check: 'subscriptions-gone',
      says: '1 live subscriptions, then 0; clients left: 0',
    },
    {
      fault: 'nobody to ask after the end',
      record: goodRecord({ whileListening, afterwards: undefined }),
      check: 'subscriptions-gone',
      says: '2 live subscriptions, then 0; clients left: ?',
    },
    {
      fault: 'a process that failed',
      record: goodRecord({ events: goodEvents.with(6, ended('listener 1', { exitStatus: 1 })) }),
      check: 'ended-well',
      says: '3 with 0, listener 1 with 1',
    },
    {
      fault: 'a process that was killed',
      record: goodRecord({
        events: goodEvents.with(7, ended('listener 2', { signal: 'SIGKILL' })),
      }),
      check: 'ended-well',
      says: '3 with 0, listener 2 by SIGKILL',
    },
    {
      fault: 'a process that never ended',
      record: goodRecord({ events: goodEvents.slice(0, -1) }),
      check: 'ended-well',
      says: '3 with 0',
    },
  ] as const)('$fault', ({ record, check, says, ...more }) => {
    const verdict = judge(record);

    expect(verdict.verdict).toBe('invalid');
    expect(broken(verdict)).toEqual([check, ...('also' in more ? more.also : [])]);
    expect(seen(verdict, check)).toBe(says);
  });
});

test('a run that was stopped is not valid, even if all that it had done was good', () => {
  const { verdict, problem } = judge(goodRecord({ problem: 'listener 1 did not end' }));

  expect({ verdict, problem }).toEqual({ verdict: 'invalid', problem: 'listener 1 did not end' });
});

test('a run that never came to its point is unknown, and no promise is judged', () => {
  const verdict = judge(
    goodRecord({ events: [], whileListening: undefined, problem: 'interrupted by SIGINT' }),
  );

  expect(verdict).toEqual({ verdict: 'unknown', checks: [], problem: 'interrupted by SIGINT' });
});

test('a publisher that does not print its data is judged by the numbers', () => {
  const events = goodEvents.map((event) =>
    event.kind === 'said' && event.source === 'publisher'
      ? said('publisher', 'Event published')
      : event,
  );

  expect(judge(goodRecord({ events })).verdict).toBe('valid');
});
