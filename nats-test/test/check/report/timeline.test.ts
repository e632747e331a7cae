import { describe, expect, test } from 'vitest';

import type { Entry } from '../../../src/check/history';
import { timelineOf } from '../../../src/check/report/timeline';
import {
  ACK_LOST,
  acked,
  ackLost,
  begin,
  calm,
  CRASH_BEFORE_ACK,
  crashed,
  delivered,
  held,
  lost,
  OUT_OF_ORDER,
  poison,
  published,
  redelivered,
  said,
  started,
  startedAgain,
  state,
  subscribed,
} from './story';

const text = (history: readonly Entry[]): string => `\n${timelineOf(history).join('\n')}\n`;
/** Without the first line: the start. */
const afterStart = (...history: Entry[]): string[] =>
  timelineOf([...begin({ durable: '', queue: '' }), ...history]).slice(1);

describe('a story', () => {
  test('of a lost ack', () => {
    expect(text(ACK_LOST)).toBe(`
1. the listener subscribed to accounts (queue group payments, durable payments, all events, ack wait
   30 s)
2. publisher sent event 1 to accounts: {"type":"deposit","amount":70,"version":1}
3. event 1 came to the listener and was handled, but its ack got lost
   state: { balance: 70 }
4. publisher sent event 2 to accounts: {"type":"deposit","amount":40,"version":2}
5. event 2 came to the listener and was acknowledged
   state: { balance: 110 }
6. publisher sent event 3 to accounts: {"type":"withdraw","amount":100,"version":3}
7. event 3 came to the listener and was acknowledged
   state: { balance: 10 }
8. 30 s passed: the ack wait is over
9. event 1 came again to the listener (redelivered) and was acknowledged
   state: { balance: 80 }
`);
  });

  test('of two members names them', () => {
    expect(text(CRASH_BEFORE_ACK)).toBe(`
1. listeners A and B subscribed to accounts (queue group payments, durable payments, all events, ack
   wait 30 s)
2. publisher sent event 1 to accounts: {"type":"deposit","amount":70,"version":1}
3. event 1 came to listener A, which handled it and crashed before the server had the ack
   state: { balance: 70 }
4. listener A started again
5. event 1 came again to listener B (redelivered) and was acknowledged
   state: { balance: 140 }
6. publisher sent event 2 to accounts: {"type":"deposit","amount":40,"version":2}
7. event 2 came to listener B and was acknowledged
   state: { balance: 180 }
8. publisher sent event 3 to accounts: {"type":"withdraw","amount":100,"version":3}
9. event 3 came to listener A and was acknowledged
   state: { balance: 80 }
`);
  });

  test('of a lost delivery does not say that the event came again', () => {
    const lines = timelineOf(OUT_OF_ORDER);

    expect(lines).toContain('3. event 1 was sent to the listener and got lost on its way');
    expect(lines).toContain(
      '9. event 1 came to the listener (redelivered: it had not arrived before) and was acknowledged',
    );
  });

  test('of nothing is empty', () => {
    expect(timelineOf([])).toEqual([]);
  });
});

describe('a delivery and what became of it are one line', () => {
  test.each<{ what: string; entries: Entry[]; lines: string[] }>([
    {
      what: 'a crash at the ack',
      entries: [delivered(1), acked(1), crashed('after ack', 1)],
      lines: [
        '2. event 1 came to the listener; it acknowledged the event and crashed in that moment',
      ],
    },
    {
      what: 'a crash in the middle',
      entries: [delivered(1), crashed('while handling', 1)],
      lines: ['2. event 1 came to the listener, which crashed in the middle of handling it'],
    },
    {
      what: 'a crash before it arrives',
      entries: [lost(1), crashed('before delivery', 1)],
      lines: ['2. the listener crashed before event 1 reached it'],
    },
    {
      what: 'no ack for now',
      entries: [delivered(1), held(1), acked(1)],
      lines: [
        '2. event 1 came to the listener, which holds it: no ack came yet',
        '3. the listener acknowledged event 1',
      ],
    },
    {
      what: 'the end of another one',
      entries: [delivered(1), held(1), delivered(2), acked(1), acked(2)],
      lines: [
        '2. event 1 came to the listener, which holds it: no ack came yet',
        '3. event 2 came to the listener',
        '4. the listener acknowledged event 1',
        '5. the listener acknowledged event 2',
      ],
    },
    {
      what: 'an ack that is lost later',
      entries: [delivered(1), held(1), ackLost(1)],
      lines: [
        '2. event 1 came to the listener, which holds it: no ack came yet',
        '3. the listener acknowledged event 1, but the ack got lost',
      ],
    },
    {
      what: 'the same event as a new one',
      entries: [delivered(1), acked(1), delivered(1), acked(1)],
      lines: [
        '2. event 1 came to the listener and was acknowledged',
        '3. event 1 came again to the listener (not marked as redelivered) and was acknowledged',
      ],
    },
  ])('$what', ({ entries, lines }) => {
    expect(afterStart(...entries)).toEqual(lines);
  });
});

describe('ends and starts', () => {
  test('subscriptions are told once, and again on other terms', () => {
    const lines = afterStart(
      crashed('before delivery', 1),
      ...[startedAgain(), subscribed({ durable: '', queue: '' })],
      ...[{ f: 'stopped', member: 'A' } as const, startedAgain(), subscribed({ queue: '' })],
    );

    expect(lines).toEqual([
      '2. the listener crashed before event 1 reached it',
      '3. the listener started again',
      '4. the listener was stopped and started again: the listener subscribed to accounts (durable',
      '   payments, all events, ack wait 30 s)',
    ]);
  });

  test('several channels on the same terms are one subscription', () => {
    const lines = timelineOf([
      started(),
      ...['ticket:created', 'ticket:updated'].map((channel) =>
        subscribed({ channel, queue: '', maxInFlight: 1, start: 'new only', durable: '' }),
      ),
    ]);

    expect(lines).toEqual([
      '1. the listener subscribed to ticket:created and ticket:updated (not durable, new events only, ack',
      '   wait 30 s, max in flight 1)',
    ]);
  });

  test('a restart of the server is one line, with the listeners that it cuts off', () => {
    const lines = timelineOf([
      ...[started('A'), started('B'), subscribed({}, 'A'), subscribed({}, 'B')],
      { f: 'server restarted' },
      ...[crashed('server restarted', undefined, 'A'), crashed('server restarted', undefined, 'B')],
      ...[startedAgain('A'), startedAgain('B'), subscribed({}, 'A'), subscribed({}, 'B')],
      { f: 'stopped', member: 'B' },
    ]);

    expect(lines.slice(2)).toEqual([
      '2. the server restarted with its store, and so did the listeners',
      '3. listener B was stopped',
    ]);
  });

  test('an unsubscribe says what it does', () => {
    const entry: Entry = {
      ...{ f: 'unsubscribed', member: 'A', channel: 'accounts' },
      ...{ durable: 'payments', queue: '' },
    };
    expect(afterStart(entry)).toEqual([
      '2. the listener unsubscribed from accounts, which deletes its durable subscription payments',
    ]);
  });

  test('what goes wrong in the listener or at the server is told in its own words', () => {
    const error = new TypeError("can't read 'amount'\nof nothing");
    const lines = afterStart(
      { f: 'threw', member: 'A', error, isRejection: false },
      { f: 'threw', member: 'A', error: 'no', isRejection: true },
      { f: 'exited', member: 'A', status: 'status 1' },
      { f: 'refused', member: 'A', what: 'connect', error: 'stan: clientID already registered' },
    );

    expect(lines).toEqual([
      "2. the listener threw, and nobody caught it: TypeError: can't read 'amount'",
      '3. a promise of the listener was rejected, and nobody caught it: no',
      '4. the listener ended by itself (status 1)',
      '5. the server refused to let the listener connect: stan: clientID already registered',
    ]);
  });

  test('waits that follow each other are one, and tell whether the ack wait is over', () => {
    const waits = (...ms: number[]): Entry[] => ms.map((it) => ({ f: 'waited', ms: it }));

    expect(afterStart(...waits(100, 400))).toEqual(['2. 0.5 s passed']);
    expect(afterStart(...waits(29_000, 1000))).toEqual(['2. 30 s passed: the ack wait is over']);
  });
});

describe('what is none of the events', () => {
  const arrival = (sequence: number): Entry => ({ ...delivered(sequence), event: 0 }) as Entry;

  test('is poison when the check has published it', () => {
    expect(afterStart(poison(1), arrival(1))).toEqual([
      '2. publisher sent the poison event to accounts: not JSON',
      '3. the poison event came to the listener',
    ]);
    expect(afterStart(poison(1), poison(2), arrival(2)).at(-1)).toBe(
      '4. poison event 2 came to the listener',
    );
  });

  test('is a message when the listener has published it', () => {
    expect(afterStart(poison(1, 'A'), arrival(1))).toEqual([
      '2. the listener sent a message to accounts: not JSON',
      '3. message 1 of accounts came to the listener',
    ]);
  });
});

describe('what stands below a line', () => {
  test('is what the listener printed there, the last lines of it, and cut', () => {
    const lines = afterStart(
      ...[published(1), delivered(1)],
      ...['one', 'two', 'three', 'four', `five ${'x'.repeat(200)}`].map((it) => said(it)),
      ...[acked(1), state(70)],
    );

    expect(lines.slice(1, 4)).toEqual([
      '3. event 1 came to the listener and was acknowledged',
      '   (2 printed lines left out)',
      '   the listener printed: three',
    ]);
    expect(lines[5]).toMatch(/^ {3}the listener printed: five x+…$/);
    expect(lines[5]).toHaveLength(100);
    expect(lines[6]).toBe('   state: { balance: 70 }');
  });

  test('can do nothing to the terminal', () => {
    expect(afterStart(delivered(1), said('\x1b[2Jgone\r\n')).join('\n')).not.toMatch(
      // eslint-disable-next-line no-control-regex
      /[\x00-\x09\x0b-\x1f]/,
    );
  });

  test('the state before anything happened stands on top', () => {
    expect(timelineOf([state(0), ...begin()])[0]).toBe('   state: { balance: 0 }');
  });
});

describe('long stories', () => {
  const numbers = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i);

  test('a row of uneventful events is one line, with the last state', () => {
    const lines = afterStart(
      ...[published(1), delivered(1), ackLost(1)],
      ...numbers(2, 5).flatMap((event) => [...calm(event), state(event)]),
      ...[redelivered(1), acked(1)],
    );

    expect(lines).toEqual([
      '2. publisher sent event 1 to accounts: {"type":"deposit","amount":70,"version":1}',
      '3. event 1 came to the listener and was handled, but its ack got lost',
      '4. events 2 to 5: published, handled, acknowledged',
      '   state: { balance: 5 }',
      '5. event 1 came again to the listener (redelivered) and was acknowledged',
    ]);
  });

  test('an event that anything happens to is told, wherever it stands', () => {
    const lines = afterStart(
      ...numbers(1, 5).flatMap((event) => calm(event)),
      ...[redelivered(3), acked(3)],
    );

    expect(lines.filter((line) => line.includes('event 3'))).toHaveLength(3);
    expect(lines.join()).not.toContain('events');
  });

  test('events that were published long before they were handled are summed up, too', () => {
    const handled = numbers(1, 8).flatMap((event) => [delivered(event), acked(event)]);
    const lines = timelineOf([...numbers(1, 8).map(published), ...begin(), ...handled]);

    expect(lines[0]).toBe('1. events 1 to 8: published');
    expect(lines.at(-1)).toBe('3. events 1 to 8: handled, acknowledged');
  });

  test('what comes round after round in the same words is told once', () => {
    const round = [{ f: 'waited', ms: 30_000 } as const, redelivered(1), held(1)];
    const lines = afterStart(delivered(1), held(1), ...round, ...round, ...round, ...round);

    expect(lines).toEqual([
      '2. event 1 came to the listener, which holds it: no ack came yet',
      '3. 30 s passed: the ack wait is over',
      '4. event 1 came again to the listener (redelivered), which holds it: no ack came yet',
      '5. the last 2 lines again, 3 more times',
    ]);
  });

  test('rounds in which the state changes are told', () => {
    const round = (balance: number): Entry[] => [redelivered(1), state(balance), ackLost(1)];

    expect(afterStart(delivered(1), ackLost(1), ...[1, 2, 3].flatMap(round))).toHaveLength(7);
  });

  test('have at most 60 lines, with the beginning and the end', () => {
    const trouble = numbers(1, 40).flatMap((event) => [
      ...[published(event), delivered(event), state(event), ackLost(event)],
      ...[redelivered(event), acked(event)],
    ]);
    const lines = afterStart(...trouble);

    expect(lines).toHaveLength(59);
    expect(lines.filter((line) => line.includes('left out'))).toEqual([
      '     … (16 to 92 left out)',
    ]);
    expect(lines.at(-1)).toMatch(/^121\. event 40 came again/);
  });
});
