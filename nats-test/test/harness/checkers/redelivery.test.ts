import { redelivery } from '../../../src/harness/checkers/redelivery';
import { testChecker } from './cases';
import { events, history, type HistoryBuilder } from './history-builder';

const held = (): HistoryBuilder => history().subscribe('a').publish('e1').deliver('a', 'e1');
const group = (): HistoryBuilder =>
  history().subscribe('a', { queue: 'q' }).subscribe('b', { queue: 'q' });
const durable = (name: string) => [name, { durable: 'd', client: 'x' }] as const;

testChecker(redelivery(), {
  valid: [
    [
      'again after the ack wait',
      () => held().wait(1000).take('a', 'e1!'),
      '1 event again after 1.0 s, flagged',
    ],
    [
      'again and again, counted',
      () =>
        held()
          .wait(1000)
          .deliver('a', 'e1!1')
          .wait(1000)
          .deliver('a', 'e1!2')
          .wait(1000)
          .take('a', 'e1!3'),
      '1 event again after 1.0 s, flagged',
    ],
    [
      'what was acknowledged stays away',
      () =>
        history()
          .subscribe('a')
          .publish(...events(3))
          .take('a', 'e1', 'e3')
          .deliver('a', 'e2')
          .wait(1000)
          .take('a', 'e2!'),
      '1 event again after 1.0 s, flagged, 2 acknowledged and not again',
    ],
  ],
  legalOddities: [
    [
      'late, since the machine stood still',
      () => held().wait(9000).take('a', 'e1!'),
      '1 event again after 9.0 s, flagged',
    ],
    [
      'after a late one the next one comes early, since it was due an ack wait after the first was due',
      () => held().wait(1600).deliver('a', 'e1!1').wait(400).take('a', 'e1!2'),
      '1 event again after 1.6 s, flagged',
    ],
    [
      'the same, where something else shows that the late one was sent late',
      () =>
        held()
          .wait(1490)
          .registered('z', true)
          .wait(110)
          .deliver('a', 'e1!1')
          .wait(400)
          .take('a', 'e1!2'),
      '1 event again after 1.6 s, flagged',
    ],
    [
      'redeliveries to two members are read the other way round, by a client that stood still',
      () =>
        group()
          .publish('e1')
          .wait(2100)
          .deliver('a', 'e1')
          .deliver('b', 'e1!2')
          .deliver('a', 'e1!1')
          .ack('a', 'e1'),
      '1 event again after 0.0 s, flagged',
    ],
    [
      'the late ack of a member that no longer has the event may count or not',
      () =>
        group()
          .publish('e1')
          .deliver('a', 'e1')
          .wait(1000)
          .deliver('b', 'e1!1')
          .ack('a', 'e1')
          .wait(1000)
          .take('b', 'e1!2'),
      '1 event again after 1.0 s, flagged',
    ],
    [
      'the first delivery was seen late, so that the time between looks short',
      () =>
        history()
          .subscribe('a')
          .publish('e1')
          .wait(800)
          .deliver('a', 'e1')
          .wait(250)
          .take('a', 'e1!'),
      '1 event again after 0.3 s, flagged',
    ],
    [
      'an ack was late, since the server was busy',
      () => held().ack('a', 'e1').wait(1500).deliver('a', 'e1!'),
      '1 event again after 1.5 s, flagged',
    ],
    [
      'acks are long under way to a server far away',
      () =>
        history()
          .subscribe('a', {}, { type: 'ok', afterMs: 3000 })
          .publish('e1')
          .wait(1500)
          .take('a', 'e1')
          .wait(1000)
          .take('a', 'e1!1')
          .wait(1000)
          .take('a', 'e1!2'),
      '1 event again after 1.0 s, flagged',
    ],
    [
      'after a pause the second redelivery, to another member, is read last',
      () =>
        group()
          .publish('e1')
          .deliver('a', 'e1')
          .pause(3100)
          .deliver('a', 'e1!1', 'e1!3')
          .take('b', 'e1!2')
          .wait(3000)
          .freeze('z'),
      '1 event again after 3.1 s, flagged',
    ],
    [
      'not late, but for a pause',
      () => held().wait(2000).pause(15_000).wait(500).take('a', 'e1!'),
      '1 event again after 17.5 s, flagged',
    ],
    [
      'not missing, though what was sent to another member before is read after the ack',
      () =>
        group()
          .publish('e1')
          .wait(1200)
          .take('b', 'e1!')
          .wait(100)
          .deliver('a', 'e1')
          .wait(20_000)
          .freeze('z'),
      '1 event again after 0.0 s, flagged',
    ],
    [
      'an ack was under way',
      () => held().wait(990).ack('a', 'e1').wait(10).deliver('a', 'e1!'),
      '1 event again after 1.0 s, flagged',
    ],
    [
      'a server that does not count',
      () => held().wait(1000).deliver('a', 'e1!0').wait(1000).take('a', 'e1!0'),
      '1 event again after 1.0 s, flagged',
    ],
    [
      'another member of the group gets it',
      () => group().publish('e1').deliver('a', 'e1').wait(1000).take('b', 'e1!'),
      '1 event again after 1.0 s, flagged',
    ],
    [
      'soon, since the member that held it has closed',
      () => group().publish('e1').deliver('a', 'e1').close('a').wait(100).take('b', 'e1!'),
      '1 event again after 0.1 s, flagged',
    ],
    [
      'flagged at first sight, since a frozen member had it',
      () =>
        group()
          .freeze('b')
          .publish('e1', 'e2')
          .deliver('a', 'e1')
          .wait(1000)
          .take('a', 'e1!', 'e2!'),
      '1 event again after 1.0 s, flagged, 1 acknowledged and not again',
    ],
    [
      'counted on, since a frozen member had it meanwhile',
      () => group().publish('e1').deliver('a', 'e1').freeze('b').wait(2000).take('a', 'e1!2'),
      '1 event again after 2.0 s, flagged',
    ],
    [
      'at once and counted anew, when a durable is resumed',
      () =>
        history()
          .subscribe(...durable('a'))
          .publish('e1')
          .deliver('a', 'e1')
          .wait(1000)
          .deliver('a', 'e1!1')
          .wait(1000)
          .deliver('a', 'e1!2')
          .close('a')
          .subscribe(...durable('a2'))
          .take('a2', 'e1!1'),
      '1 event again after 1.0 s, flagged',
    ],
    [
      'at first sight flagged, when a durable is resumed that was closed while it came',
      () =>
        history()
          .subscribe(...durable('a'))
          .publish('e1')
          .deliver('a', 'e1')
          .wait(1000)
          .deliver('a', 'e1!1')
          .publish('e2')
          .close('a')
          .subscribe(...durable('a2'))
          .take('a2', 'e1!1', 'e2!1'),
      '1 event again after 1.0 s, flagged, 1 acknowledged and not again',
    ],
    [
      'an ack after the close is lost',
      () =>
        history()
          .subscribe(...durable('a'))
          .publish('e1')
          .deliver('a', 'e1')
          .close('a')
          .ack('a', 'e1')
          .wait(2000)
          .subscribe(...durable('a2'))
          .take('a2', 'e1!1'),
      '1 event again after 2.0 s, flagged',
    ],
    [
      'an ack right before the client froze may be lost',
      () =>
        group()
          .publish('e1')
          .deliver('a', 'e1')
          .ack('a', 'e1')
          .freeze('a')
          .wait(2000)
          .take('b', 'e1!'),
      '1 event again after 2.0 s, flagged',
    ],
    [
      'nothing again for one that was closed',
      () => held().wait(1000).deliver('a', 'e1!').close('a').wait(60_000).freeze('z'),
      '1 event again after 1.0 s, flagged',
    ],
    [
      'the redelivery is read before the first delivery, which went to another member',
      () => group().publish('e1').wait(1200).deliver('b', 'e1!').deliver('a', 'e1').ack('b', 'e1'),
      '1 event again after 0.0 s, flagged',
    ],
  ],
  invalid: [
    ['never again', () => held().wait(12_000).freeze('z'), 'event 1 not again within 11.0 s'],
    [
      'never again in a group',
      () => group().publish('e1').deliver('a', 'e1').wait(12_000).freeze('z'),
      'event 1 not again within 11.0 s',
    ],
    [
      'once again, and then never',
      () => held().wait(1000).deliver('a', 'e1!').wait(12_000).freeze('z'),
      'event 1 not again within 11.0 s',
    ],
    ['too late', () => held().wait(12_000).take('a', 'e1!'), 'event 1 not again within 11.0 s'],
    [
      'too early',
      () => held().wait(900).take('a', 'e1!'),
      'event 1 again after 0.9 s, ack wait 1.0 s',
    ],
    [
      'the second time too early',
      () => held().wait(1000).deliver('a', 'e1!1').wait(500).take('a', 'e1!2'),
      'event 1 again after 0.5 s, ack wait 1.0 s',
    ],
    ['without the flag', () => held().wait(1000).take('a', 'e1'), 'event 1 again without the flag'],
    [
      'flagged at first',
      () => history().subscribe('a').publish('e1').take('a', 'e1!'),
      'event 1 flagged though it came first',
    ],
    [
      'flagged at first in a group whose members are all there',
      () => group().publish('e1').take('a', 'e1!'),
      'event 1 flagged though it came first',
    ],
    [
      'flagged at first, and the one before was never seen by members that were there',
      () => group().publish('e1').wait(1000).take('a', 'e1!'),
      'event 1 flagged though it came first',
    ],
    [
      'again after its ack, and after an answer to something that was asked for after the ack',
      () => held().ack('a', 'e1').publishOne('e2', undefined, 'a').wait(1000).deliver('a', 'e1!'),
      'event 1 again 1.0 s after its ack',
    ],
    [
      'again and again in spite of its ack',
      () => held().ack('a', 'e1').wait(1000).deliver('a', 'e1!1').wait(1000).deliver('a', 'e1!2'),
      'event 1 again 2.0 s after its ack',
    ],
    [
      'again and again in spite of acks of two members',
      () =>
        group()
          .publish('e1')
          .take('a', 'e1')
          .wait(1000)
          .take('b', 'e1!1')
          .wait(1000)
          .take('a', 'e1!2'),
      'event 1 again 2.0 s after its ack',
    ],
    [
      'too late, whatever the pauses',
      () => held().pause(900).wait(12_000).take('a', 'e1!'),
      'event 1 not again within 11.9 s',
    ],
    [
      'counts that fall at one member of a group',
      () =>
        group()
          .publish('e1')
          .deliver('a', 'e1')
          .wait(2000)
          .deliver('a', 'e1!2')
          .wait(1000)
          .deliver('a', 'e1!1'),
      'redelivery count 1 after 2, event 1',
    ],
    [
      'two members with the same count',
      () =>
        group()
          .publish('e1')
          .deliver('a', 'e1')
          .wait(1000)
          .deliver('a', 'e1!1')
          .wait(1000)
          .take('b', 'e1!1'),
      'redelivery count 1 after 1, event 1',
    ],
    [
      'a count that nobody got',
      () =>
        group()
          .publish('e1')
          .deliver('a', 'e1')
          .wait(3000)
          .take('a', 'e1!1')
          .wait(1000)
          .take('a', 'e1!3')
          .wait(5000)
          .freeze('z'),
      'redelivery count 3 after 1, event 1',
    ],
    [
      'counted twice the same',
      () => held().wait(1000).deliver('a', 'e1!1').wait(1000).deliver('a', 'e1!1'),
      'redelivery count 1 after 1, event 1',
    ],
    [
      'counted from two on',
      () => held().wait(1000).deliver('a', 'e1!2'),
      'redelivery count 2 after 0, event 1',
    ],
  ],
  unknown: [
    [
      'all acknowledged',
      () => held().ack('a', 'e1').wait(5000).freeze('z'),
      'nothing that had to come again',
    ],
    [
      'the history ends before it had to come',
      () => held().wait(5000).freeze('z'),
      '1 event not yet again when the history ended',
    ],
    [
      'the only one who could get it is frozen',
      () => held().freeze('a').wait(60_000).freeze('z'),
      'nothing that had to come again',
    ],
  ],
});
