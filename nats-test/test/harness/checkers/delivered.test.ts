import { delivered } from '../../../src/harness/checkers/delivered';
import { testChecker } from './cases';
import { events, history } from './history-builder';

const LONG_MS = 5000;
const REFUSED = { type: 'fail', error: 'stan: invalid publish request' } as const;

testChecker(delivered(), {
  valid: [
    [
      'all events at a subscription',
      () =>
        history()
          .subscribe('a')
          .publish(...events(3))
          .take('a', ...events(3)),
      '3 events, all delivered',
    ],
    [
      'events of a group at either member',
      () =>
        history()
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'q' })
          .publish('e1', 'e2')
          .take('b', 'e1')
          .take('a', 'e2'),
      '2 events, all delivered',
    ],
  ],
  legalOddities: [
    [
      'an event of unknown outcome that came',
      () =>
        history()
          .subscribe('a')
          .publish('e1')
          .take('a', 'e1')
          .publishOne('e2', { type: 'info' })
          .take('a', 'e2'),
      '1 event, all delivered, and 1 of unknown outcome',
    ],
    [
      'an event of unknown outcome that never came',
      () =>
        history()
          .subscribe('a')
          .publish('e1')
          .take('a', 'e1')
          .publishOne('e2', { type: 'info' })
          .wait(LONG_MS)
          .freeze('z'),
      '1 event, all delivered',
    ],
    [
      'an event as new to a durable that was resumed since',
      () =>
        history()
          .subscribe('a', { durable: 'd', client: 'x' })
          .publish('e1')
          .deliver('a', 'e1')
          .close('a')
          .subscribe('a2', { durable: 'd', client: 'x' })
          .take('a2', 'e1'),
      '1 event, all delivered',
    ],
    [
      'nothing for a subscription that was closed before',
      () =>
        history()
          .subscribe('a')
          .subscribe('b')
          .close('b')
          .publish('e1')
          .take('a', 'e1')
          .wait(LONG_MS)
          .freeze('z'),
      '1 event, all delivered',
    ],
    [
      'a delivery before the publisher has its answer',
      () => {
        const builder = history().subscribe('a');
        return builder.publish('e1').take('a', 'e1');
      },
      '1 event, all delivered',
    ],
    [
      'an event that the durable gets when it is back',
      () =>
        history()
          .subscribe('a', { durable: 'd', client: 'x' })
          .close('a')
          .publish('e1')
          .wait(LONG_MS)
          .subscribe('a2', { durable: 'd', client: 'x' })
          .take('a2', 'e1'),
      '1 event, all delivered',
    ],
    [
      'the older events, from the first on',
      () =>
        history()
          .publish('e1', 'e2')
          .subscribe('a', { start: { from: 'first' } })
          .take('a', 'e1', 'e2'),
      '2 events, all delivered',
    ],
  ],
  invalid: [
    [
      'the last event never came',
      () => history().subscribe('a').publish('e1', 'e2').take('a', 'e1').wait(LONG_MS).freeze('z'),
      '1 of 2 events never delivered to a: number 2',
    ],
    [
      'an event was passed over, though the history ends at once',
      () => history().subscribe('a').publish('e1', 'e2').take('a', 'e2'),
      '1 of 2 events never delivered to a: number 1',
    ],
    [
      'one of two groups got nothing',
      () =>
        history()
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'r' })
          .publish('e1')
          .take('a', 'e1')
          .wait(LONG_MS)
          .freeze('z'),
      '1 of 1 event never delivered to group r: number 1',
    ],
    [
      'a group forgot an event though the frozen member was long gone',
      () =>
        history()
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'q' })
          .freeze('b')
          .publish('e1')
          .wait(2000)
          .registered('b', false)
          .wait(LONG_MS)
          .freeze('z'),
      '1 of 1 event never delivered to group q: number 1',
    ],
    [
      'the durable came back and missed an event',
      () =>
        history()
          .subscribe('a', { durable: 'd', client: 'x' })
          .close('a')
          .publish('e1')
          .subscribe('a2', { durable: 'd', client: 'x' })
          .wait(LONG_MS)
          .freeze('z'),
      '1 of 1 event never delivered to durable d: number 1',
    ],
    [
      'an older event is missing, from the first on',
      () =>
        history()
          .publish('e1', 'e2')
          .subscribe('a', { start: { from: 'first' } })
          .take('a', 'e2'),
      '1 of 2 events never delivered to a: number 1',
    ],
    [
      'a phantom',
      () => history().subscribe('a').publish('e1').take('a', 'e1').deliverAs('a', 'ghost', 2),
      'an event that nobody published in c',
    ],
    [
      'a refused event came',
      () => history().subscribe('a').publishOne('e1', REFUSED).take('a', 'e1'),
      'an event whose publishing was refused',
    ],
    [
      'an event of another channel',
      () => history().subscribe('a').publishOne('e1', undefined, 'p', 'other').take('a', 'e1'),
      'an event that nobody published in c',
    ],
    [
      'an event of another scenario of the run',
      () =>
        history().subscribe('a').publish('r1-one-1').take('a', 'r1-one-1').take('a', 'r1-two-1'),
      'an event that nobody published in c',
    ],
    [
      'a new event twice at a subscription',
      () => history().subscribe('a').publish('e1').take('a', 'e1').take('a', 'e1'),
      'event 1 as if new twice, at a',
    ],
    [
      'a new event twice at a durable',
      () =>
        history()
          .subscribe('a', { durable: 'd', client: 'x' })
          .publish('e1')
          .take('a', 'e1')
          .take('a', 'e1'),
      'event 1 as if new twice, at a',
    ],
    [
      'a new event twice at the same member of a group',
      () =>
        history()
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'q' })
          .publish('e1')
          .deliver('a', 'e1', 'e1'),
      'event 1 as if new twice, at a',
    ],
    [
      'a new event at two members of a group',
      () =>
        history()
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'q' })
          .publish('e1')
          .deliver('a', 'e1')
          .deliver('b', 'e1'),
      'event 1 as if new twice, at a and b',
    ],
    [
      'the last event never came, whatever the pauses',
      () => history().subscribe('a').publish('e1').pause(900).wait(LONG_MS).freeze('z'),
      '1 of 1 event never delivered to a: number 1',
    ],
    [
      'a client that the server still knows after a long pause',
      () =>
        history()
          .subscribe('a')
          .publish('e1')
          .pause(3000)
          .publishOne('e2', undefined, 'a')
          .take('a', 'e1')
          .wait(LONG_MS)
          .freeze('z'),
      '1 of 2 events never delivered to a: number 2',
    ],
    [
      'one sequence with two values',
      () =>
        history()
          .subscribe('a')
          .subscribe('b')
          .publish('e1', 'e2')
          .deliverAs('a', 'e1', 1)
          .deliverAs('b', 'e2', 1),
      'two events with the sequence 1',
    ],
    [
      'one value under two sequences',
      () =>
        history()
          .subscribe('a')
          .subscribe('b')
          .publish('e1')
          .deliverAs('a', 'e1', 1)
          .deliverAs('b', 'e1', 2),
      'one event with two sequences, 1 and 2',
    ],
  ],
  unknown: [
    [
      'the publisher could not reach the server, and yet it came',
      () =>
        history()
          .subscribe('a')
          .publishOne('e1', { type: 'fail', error: 'ECONNREFUSED' })
          .take('a', 'e1'),
      'no acknowledged event that anybody is entitled to',
    ],
    [
      'the harness stood still most of the time',
      () => history().subscribe('a').publish('e1').wait(1000).pause(4000).wait(500).freeze('z'),
      '1 event not delivered when the history ended or went dark',
    ],
    [
      'the server may have let go of a client whose machine stood still for long',
      () => history().subscribe('a').publish('e1').pause(3000).wait(LONG_MS).freeze('z'),
      '1 event not delivered when the history ended or went dark',
    ],
    [
      'the server is far away',
      () =>
        history()
          .subscribe('a', {}, { type: 'ok', afterMs: 3000 })
          .publish('e1')
          .wait(LONG_MS)
          .freeze('z'),
      '1 event not delivered when the history ended or went dark',
    ],
    [
      'the rest waited for acks, and there is room just now',
      () =>
        history()
          .subscribe('a', { maxInFlight: 1 })
          .publish('e1', 'e2')
          .deliver('a', 'e1')
          .wait(LONG_MS)
          .ack('a', 'e1')
          .wait(100)
          .freeze('z'),
      '1 event not delivered when the history ended or went dark',
    ],
    [
      'the only member lost its connection, which may have been broken before',
      () =>
        history()
          .subscribe('a', { queue: 'q' })
          .publish('e1')
          .wait(LONG_MS)
          .lost('a')
          .wait(LONG_MS)
          .freeze('z'),
      '1 event not delivered when the history ended or went dark',
    ],
    [
      'nobody subscribed',
      () => history().publish('e1'),
      'no acknowledged event that anybody is entitled to',
    ],
    [
      'the history ends at once',
      () => history().subscribe('a').publish('e1'),
      '1 event not delivered when the history ended or went dark',
    ],
    [
      'the only member is frozen and nobody saw it go',
      () =>
        history()
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'q' })
          .freeze('b')
          .publish('e1')
          .wait(LONG_MS)
          .freeze('z'),
      '1 event not delivered when the history ended or went dark',
    ],
    [
      'max in flight held the rest back, before the durable was closed and after',
      () =>
        history()
          .subscribe('a', { durable: 'd', client: 'x', maxInFlight: 1 })
          .publish('e1', 'e2')
          .deliver('a', 'e1')
          .wait(LONG_MS)
          .close('a')
          .subscribe('a2', { durable: 'd', client: 'x', maxInFlight: 1 })
          .deliver('a2', 'e1!'),
      '1 event still held back by max in flight',
    ],
    [
      'max in flight holds the rest back',
      () =>
        history()
          .subscribe('a', { maxInFlight: 1 })
          .publish('e1', 'e2')
          .deliver('a', 'e1')
          .wait(LONG_MS)
          .freeze('z'),
      '1 event still held back by max in flight',
    ],
  ],
});
