import { durableResume } from '../../../src/harness/checkers/durable-resume';
import { testChecker } from './cases';
import { history, type HistoryBuilder } from './history-builder';

const d = { client: 'x', durable: 'd' };
/** e1 was acknowledged, e2 was not, e3 was published while nobody was there. */
const resumed = (): HistoryBuilder =>
  history()
    .subscribe('a', d)
    .publish('e1', 'e2')
    .take('a', 'e1')
    .deliver('a', 'e2')
    .close('a')
    .publish('e3')
    .subscribe('a2', d);
/** e1 is acknowledged before, or while, another client asks for the same ID, which it gets. */
const replaced = (isAckedBefore: boolean): HistoryBuilder => {
  const ackAndAsk = (built: HistoryBuilder): HistoryBuilder => built.take('a', 'e1').ping('x');
  const built = history().connect('x').subscribe('a', d).publish('e1', 'e2');
  if (isAckedBefore) ackAndAsk(built);
  return built
    .connect('y', 'x', {
      type: 'ok',
      meanwhile: () => (isAckedBefore ? built : ackAndAsk(built)).deliver('a', 'e2'),
    })
    .disconnect('y')
    .publish('e3')
    .ping('x', { type: 'fail', error: 'client has been replaced or is no longer registered' })
    .connect('x')
    .subscribe('a2', d);
};
/** e1 is acknowledged, and the goodbye after it has no answer. */
const goodbyeLost = (afterAckMs: number): HistoryBuilder =>
  history()
    .connect('x')
    .subscribe('a', d)
    .publish('e1')
    .take('a', 'e1')
    .wait(afterAckMs)
    .disconnect('x', { type: 'info', error: 'The connection was closed', afterMs: 50 })
    .publish('e2')
    .wait(1500)
    .connect('x')
    .subscribe('a2', d);
const long = (builder: HistoryBuilder): HistoryBuilder => builder.wait(12_000).freeze('z');

testChecker(durableResume(), {
  valid: [
    [
      'goes on where it stopped',
      () => long(resumed().take('a2', 'e2!', 'e3')),
      'resumed with the 1 event it had missed, and 1 again that it had not acknowledged',
    ],
    [
      'after a disconnect, as another client with the same ID',
      () =>
        history()
          .connect('x')
          .subscribe('a', d)
          .publish('e1')
          .take('a', 'e1')
          .disconnect('x')
          .publish('e2')
          .connect('y', 'x')
          .subscribe('b', { ...d, client: 'y' })
          .take('b', 'e2'),
      'resumed with the 1 event it had missed',
    ],
    [
      'a durable group',
      () =>
        history()
          .subscribe('a', { queue: 'q', durable: 'd' })
          .publish('e1')
          .take('a', 'e1')
          .close('a')
          .publish('e2')
          .subscribe('b', { queue: 'q', durable: 'd' })
          .take('b', 'e2'),
      'resumed with the 1 event it had missed',
    ],
  ],
  legalOddities: [
    [
      'resumed twice',
      () =>
        resumed()
          .deliver('a2', 'e2!')
          .take('a2', 'e3')
          .close('a2')
          .subscribe('a3', d)
          .take('a3', 'e2!'),
      'resumed with the 1 event it had missed, and 2 again that it had not acknowledged',
    ],
    [
      'after a close of unknown outcome',
      () =>
        history()
          .subscribe('a', d)
          .publish('e1')
          .take('a', 'e1')
          .close('a', { type: 'info' })
          .publish('e2')
          .subscribe('a2', d)
          .take('a2', 'e2'),
      'resumed with the 1 event it had missed',
    ],
    [
      'an ack that was lost after the close',
      () =>
        history()
          .subscribe('a', d)
          .publish('e1')
          .deliver('a', 'e1')
          .close('a')
          .ack('a', 'e1')
          .publish('e2')
          .subscribe('a2', d)
          .take('a2', 'e1!', 'e2'),
      'resumed with the 1 event it had missed',
    ],
    [
      'what came again while its ack was under way, and never after',
      () =>
        long(
          history()
            .subscribe('a', d)
            .publish('e1')
            .deliver('a', 'e1')
            .wait(1000)
            .ack('a', 'e1')
            .deliver('a', 'e1!')
            .close('a')
            .publish('e2')
            .subscribe('a2', d)
            .take('a2', 'e2'),
        ),
      'resumed with the 1 event it had missed',
    ],
    [
      'an ack that may have been under way when the connection was lost',
      () =>
        history()
          .subscribe('a', d)
          .publish('e1')
          .take('a', 'e1')
          .wait(5000)
          .lost('x')
          .publish('e2')
          .connect('y', 'x')
          .subscribe('b', { ...d, client: 'y' })
          .take('b', 'e1!', 'e2'),
      'resumed with the 1 event it had missed',
    ],
    [
      'an ack that may have been lost with the goodbye after it',
      () => goodbyeLost(100).take('a2', 'e1!', 'e2'),
      'resumed with the 1 event it had missed',
    ],
    [
      'an ack that may have waited in the server when the client was replaced',
      () => replaced(false).take('a2', 'e1!', 'e2!', 'e3'),
      'resumed with the 1 event it had missed, and 1 again that it had not acknowledged',
    ],
  ],
  invalid: [
    [
      'what was acknowledged long before a goodbye that was lost comes again',
      () => goodbyeLost(1000).take('a2', 'e1!', 'e2'),
      'event 1 again after its ack and the resumption',
    ],
    [
      'what was acknowledged before another client asked for the ID comes again',
      () => replaced(true).take('a2', 'e1!', 'e2!', 'e3'),
      'event 1 again after its ack and the resumption',
    ],
    [
      'an event from the gap is lost',
      () => long(resumed().take('a2', 'e2!')),
      'event 3 never delivered to durable d',
    ],
    [
      'what was not acknowledged is lost',
      () => long(resumed().take('a2', 'e3')),
      'event 2 not again, though it was not acknowledged',
    ],
    [
      'nothing comes at all',
      () =>
        long(
          history()
            .subscribe('a', d)
            .publish('e1')
            .deliver('a', 'e1')
            .close('a')
            .subscribe('a2', d),
        ),
      'event 1 not again, though it was not acknowledged',
    ],
    [
      'what was acknowledged comes again',
      () => resumed().take('a2', 'e1!', 'e2!', 'e3'),
      'event 1 again after its ack and the resumption',
    ],
    [
      'again, without the flag',
      () => resumed().take('a2', 'e2', 'e3'),
      'event 2 again without the flag',
    ],
  ],
  unknown: [
    [
      'the harness stood still most of the time',
      () => resumed().wait(1000).pause(20_000).wait(500).freeze('z'),
      '2 events not yet delivered when the history ended',
    ],
    [
      'never resumed',
      () => history().subscribe('a', d).publish('e1').take('a', 'e1').close('a'),
      'no durable that was resumed',
    ],
    [
      'a plain subscription with the same client',
      () =>
        history()
          .subscribe('a', { client: 'x' })
          .close('a')
          .publish('e1')
          .subscribe('a2', { client: 'x' }),
      'no durable that was resumed',
    ],
    [
      'a durable that was deleted between',
      () =>
        history().subscribe('a', d).publish('e1').unsubscribe('a').publish('e2').subscribe('a2', d),
      'no durable that was resumed',
    ],
    [
      'resumed with nothing to get',
      () => history().subscribe('a', d).publish('e1').take('a', 'e1').close('a').subscribe('a2', d),
      'no event that a resumed durable had to get',
    ],
    [
      'the history ends at once',
      () => resumed(),
      '2 events not yet delivered when the history ended',
    ],
  ],
});
