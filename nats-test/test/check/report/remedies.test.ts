import { describe, expect, test } from 'vitest';

import type { Entry, Subscribed } from '../../../src/check/history';
import { PATTERNS, type Remedy } from '../../../src/check/report/patterns';
import { remediesOf } from '../../../src/check/report/remedies';
import type { FailureKind } from '../../../src/check/verdict';
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
  startedAgain,
  state,
  subscribed,
} from './story';

const broken = (history: readonly Entry[]): readonly Remedy[] =>
  remediesOf({ kind: 'invariant', history });
const after = (kind: FailureKind, ...history: Entry[]): readonly Remedy[] =>
  remediesOf({ kind, history: [...begin(), ...history] });

const P = PATTERNS;

describe('a state that is wrong', () => {
  test('after a calm run is explained by no pattern', () => {
    expect(broken([...begin(), ...calm(1), ...calm(2)])).toEqual([]);
  });

  test('when an event was handled twice, wants an idempotency key', () => {
    expect(broken(CRASH_BEFORE_ACK)).toEqual([P.idempotency]);
    expect(broken(ACK_LOST)[0]).toBe(P.idempotency);
  });

  test('when a lost delivery turned the order around, wants a version, and no idempotency key', () => {
    expect(broken(OUT_OF_ORDER)).toEqual([P.version, P.noTrustInFlag, P.oneInFlight]);
  });

  test('is never mended by max in flight 1 where that is set', () => {
    const history = OUT_OF_ORDER.map((it): Entry =>
      it.f === 'subscribed' ? { ...it, maxInFlight: 1 } : it,
    );
    expect(broken(history)).toEqual([P.version, P.noTrustInFlag]);
  });

  test('when an event came again in the middle of its handling, wants a key that is unique', () => {
    const twice = [delivered(1), held(1), redelivered(1), acked(1), acked(1)];

    expect(broken([...begin(), published(1), ...twice])).toEqual([P.idempotencyAtOnce]);
  });

  test('when two events were handled at once, wants a lock', () => {
    const both = [delivered(1, 'A'), held(1, 'A'), delivered(2, 'B'), acked(2, 'B'), acked(1, 'A')];

    expect(broken([...begin({}, 'A'), ...begin({}, 'B'), ...both])).toEqual([
      P.lock,
      // The second one was finished first.
      P.version,
      P.oneInFlight,
    ]);
  });

  test('when a listener left an event alone until its turn, wants neither a lock nor a key', () => {
    const refused = [delivered(2), held(2), delivered(1), acked(1), redelivered(2), acked(2)];

    expect(broken([...begin(), ...refused])).toEqual([P.version, P.oneInFlight]);
  });

  test('when a crash came in the middle, wants one transaction', () => {
    const cut = [delivered(1), crashed('while handling', 1), startedAgain(), redelivered(1)];

    expect(broken([...begin(), ...cut, acked(1)])).toEqual([P.oneTransaction, P.idempotency]);
    expect(broken([...begin(), ...cut.slice(0, 2)])).toEqual([]);
  });

  test('when a crash found nothing saved of what was acknowledged, wants the ack last', () => {
    const cut = [...calm(1), crashed('before delivery', 2), startedAgain()];

    expect(broken([state(0), ...begin(), ...cut])).toEqual([P.ackLast]);
    expect(broken([state(0), ...begin(), ...calm(1), state(70), ...cut.slice(3)])).not.toContain(
      P.ackLast,
    );
    // Nobody knows what the state was.
    expect(broken([...begin(), ...cut])).toEqual([P.stateInMemory, P.ackLast]);
  });

  test('when it starts again and all came once, in order, wants nothing kept in memory', () => {
    const cut = [crashed('before delivery', 2), startedAgain(), redelivered(2), acked(2)];

    expect(broken([state(0), ...begin(), ...calm(1), state(70), ...cut])).toEqual([
      P.stateInMemory,
      P.noTrustInFlag,
    ]);
  });

  test('when an event came late but in order, wants no trust in the redelivered flag', () => {
    const late = [published(1), lost(1), redelivered(1), acked(1)];

    expect(broken([...begin(), ...late])).toEqual([P.noTrustInFlag]);
  });

  test('when nothing went wrong but an event that nobody listens to, wants a subscription', () => {
    const other = { ...published(2), channel: 'others' } as Entry;

    expect(broken([...begin(), ...calm(1), other])).toEqual([P.subscribeToAll]);
  });

  test('when a crash came after the ack, wants the ack last', () => {
    const cut = [published(1), delivered(1), acked(1), crashed('after ack', 1), startedAgain()];

    expect(broken([state(0), ...begin(), ...cut])).toEqual([P.ackLast]);
    // Where nobody sees the state, it may also be something in memory.
    expect(broken([...begin(), ...cut])).toEqual([P.ackLast, P.stateInMemory]);
    // What came again all the same was not lost.
    expect(broken([...begin(), ...cut, redelivered(1), acked(1)])).toEqual([P.idempotency]);
  });

  test('when a crash came after the ack and found the change saved, wants nothing kept in memory', () => {
    const saved = [published(1), delivered(1), acked(1), state(70), crashed('after ack', 1)];

    expect(broken([state(0), ...begin(), ...saved, startedAgain()])).toEqual([P.stateInMemory]);
  });
});

describe('events that never came', () => {
  const gap = (terms: Partial<Subscribed>): Entry[] => [
    ...[...begin(terms), ...calm(1), published(2)],
    ...[crashed('before delivery', 2), startedAgain(), subscribed(terms)],
  ];

  test('want a durable subscription when the listener was away', () => {
    expect(broken(gap({ durable: '' }))).toEqual([P.durable]);
  });

  test('do not want what is there', () => {
    expect(broken(gap({ durable: 'payments', start: 'first' }))).toEqual([]);
  });

  test('want all that is available when they were published before the first start', () => {
    const late = (start: Subscribed['start']): Entry[] => [published(1), ...begin({ start })];

    expect(broken(late('new only'))).toEqual([P.deliverAll]);
    expect(broken(late('first'))).toEqual([]);
  });

  test('want close where the listener unsubscribes', () => {
    const gone: Entry = {
      ...{ f: 'unsubscribed', member: 'A', channel: 'accounts' },
      ...{ durable: 'payments', queue: 'payments' },
    };
    expect(broken([...begin(), ...calm(1), gone, published(2), startedAgain()])).toEqual([P.close]);
    expect(broken([...begin(), ...calm(1), ...calm(2), gone])).toEqual([]);
  });

  test('are not those of channels that the listener does not listen to', () => {
    const other = { ...published(2), channel: 'others' } as Entry;

    const history = [...begin({ durable: '' }), ...calm(1), other, startedAgain()];
    expect(broken(history)).not.toContain(P.durable);
  });
});

test('events that come again at each start want a durable subscription', () => {
  const replay = [startedAgain(), subscribed({ durable: '' }), delivered(1), acked(1)];

  expect(broken([...begin({ durable: '' }), ...calm(1), ...replay])).toEqual([
    P.durableAgainstReplay,
    P.idempotency,
  ]);
});

test('events that come again marked as redelivered are no matter of a durable subscription', () => {
  const again = [startedAgain(), subscribed({ durable: '' }), redelivered(1), acked(1)];

  expect(broken([...begin({ durable: '' }), ...calm(1), ...again])).toEqual([P.idempotency]);
});

test('poison is out of no order', () => {
  const arrival = { ...delivered(1), event: 0 } as Entry;

  expect(broken([...begin(), poison(1), ...calm(2), arrival])).toEqual([]);
});

describe('an error that nobody catches', () => {
  const threw: Entry = { f: 'threw', member: 'A', error: new Error('no'), isRejection: false };

  test('is to be caught in the handler', () => {
    expect(after('threw', published(1), delivered(1), threw)).toEqual([P.catchInHandler, P.park]);
  });

  test('is an error event that nobody listens to, when no event was there', () => {
    expect(after('threw', threw)[0]).toBe(P.listenToErrors);
  });
});

describe('a listener that ends', () => {
  const exited: Entry = { f: 'exited', member: 'A', status: 'status 1' };

  test('over an event leaves the event alone instead', () => {
    expect(after('exited', delivered(1), exited)).toEqual([P.noExit]);
  });

  test('with its connection connects again instead', () => {
    expect(after('exited', { f: 'server restarted' }, exited)).toEqual([P.noExitOnClose]);
  });
});

describe('an event that is never acknowledged', () => {
  const again = (event: number): Entry[] => [delivered(event), held(event), redelivered(event)];

  test('wants an ack, when there is none at all', () => {
    expect(after('never acked', published(1), ...again(1))).toEqual([P.ackAtAll, P.moreTime]);
  });

  test('wants it in each branch, when others have theirs', () => {
    expect(after('never acked', ...calm(1), published(2), ...again(2))).toEqual([
      P.ackEverywhere,
      P.moreTime,
    ]);
    expect(after('never acked', published(1), delivered(1), ackLost(1), ...again(2))).toEqual([
      P.ackEverywhere,
      P.moreTime,
    ]);
  });

  test('is parked when it is poison', () => {
    expect(after('never acked', ...calm(1), poison(2), ...again(2))).toEqual([P.park]);
    expect(
      after('never acked', poison(1), ...again(1), acked(1), published(2), ...again(2)),
    ).toEqual([P.ackEverywhere, P.moreTime]);
  });

  test('waits for one that never came', () => {
    const terms = { durable: '' };
    const history = [
      ...[...begin(terms), published(1), lost(1), crashed('before delivery'), startedAgain()],
      ...[published(2), ...again(2)],
    ];
    expect(remediesOf({ kind: 'never acked', history })[0]).toBe(P.durable);
  });
});

describe('a client ID that is taken', () => {
  const refused = (member = 'A'): Entry => ({
    ...{ f: 'refused', member, what: 'connect' },
    error: 'stan: clientID already registered',
  });
  const back: Entry[] = [{ f: 'stopped', member: 'A' }, startedAgain(), refused()];

  test('wants a close, or in a queue group another client ID at each start', () => {
    expect(after('client ID taken', ...back)).toEqual([P.closeOnStop, P.freshClientId]);
  });

  test('is not changed where the durable subscription would be lost with it', () => {
    const history = [...begin({ queue: '' }), ...back];

    expect(remediesOf({ kind: 'client ID taken', history })).toEqual([P.closeOnStop]);
    expect(remediesOf({ kind: 'start failed', history })).toEqual([P.closeOnStop]);
  });

  test('is that of another member, when nobody has gone', () => {
    expect(after('client ID taken', refused('B'))).toEqual([P.ownClientId]);
  });
});

test.each([
  ['ack wait too short', P.ackWait],
  ['start failed', P.startAgain],
  ['not closed', P.closeOnStop],
  ['stop failed', P.stopInTime],
] satisfies [FailureKind, Remedy][])('%s', (kind, remedy) => {
  expect(after(kind, ...calm(1))[0]).toBe(remedy);
});
