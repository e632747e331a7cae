import type { TargetFacts } from '../../../src/harness/history/target-facts';
import { events, history, type HistoryBuilder } from './history-builder';

/** A history in which something is odd and nothing is wrong. */
export interface Odd {
  readonly oddity: string;
  readonly history: () => HistoryBuilder;
  readonly target?: TargetFacts;
}

const heartbeats = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };
const all = { from: 'first' } as const;

const connected = (...clients: readonly string[]): HistoryBuilder => {
  const built = history();
  for (const client of ['p', ...clients]) built.connect(client);
  return built;
};
const late = (built: HistoryBuilder): HistoryBuilder => built.wait(20_000).end();
const durable = { client: 'd', durable: 'd' };

export const legalOddities: readonly Odd[] = [
  {
    oddity: 'a publish of unknown outcome that arrives',
    history: () =>
      late(
        connected('s')
          .subscribe('s')
          .publishOne('e1', { type: 'info', error: 'stan: publish ack timeout' })
          .take('s', 'e1'),
      ),
  },
  {
    oddity: 'a publish of unknown outcome that does not arrive',
    history: () =>
      late(
        connected('s')
          .subscribe('s')
          .publish('e1')
          .publishOne('e2', { type: 'info', error: 'gone' })
          .take('s', 'e1'),
      ),
  },
  {
    oddity: 'a wiped server begins with sequence 1 again, and what it had is gone',
    history: () =>
      late(
        connected('s')
          .subscribe('s')
          .publish('e1', 'e2')
          .take('s', 'e1')
          .down('wipe', 300, 'p', 's')
          .connect('p')
          .connect('s')
          .subscribe('t', { client: 's', start: all })
          .publish('e3')
          .take('t', 'e3'),
      ),
  },
  {
    oddity: 'what was published while the server was wiped is there, or is not',
    history: () =>
      late(
        connected('s')
          .subscribe('s')
          .publishOne('e0', { type: 'ok' })
          .take('s', 'e0')
          .fault('wipe', 'begins', { isWiped: true })
          .publishOne('e1', { type: 'info', error: 'gone' })
          .lost('s')
          .fault('wipe', 'ends', { isWiped: true })
          .connect('s')
          .subscribe('t', { client: 's', start: all })
          .takeAs('t', 'e1', 1),
      ),
  },
  {
    oddity: 'after a kill, again without the flag what had been sent',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', durable)
          .publish('e1', 'e2')
          .deliver('d1', 'e1', 'e2')
          .down('kill', 300, 'p', 'd')
          .connect('d')
          .subscribe('d2', durable)
          .take('d2', 'e1', 'e2'),
      ),
  },
  {
    oddity: 'after a kill, again what had been acknowledged right before',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', durable)
          .publish('e1')
          .take('d1', 'e1')
          .ping('d')
          .wait(5000)
          .down('kill', 300, 'p', 'd')
          .connect('d')
          .subscribe('d2', durable)
          .take('d2', 'e1!'),
      ),
  },
  {
    oddity: 'after a restart redeliveries are counted from 1 again, and come at once',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', durable)
          .publish('e1')
          .deliver('d1', 'e1')
          .wait(1000)
          .deliver('d1', 'e1!')
          .wait(1000)
          .deliver('d1', 'e1!2')
          .down('restart', 300, 'p', 'd')
          .connect('d')
          .subscribe('d2', durable)
          .deliver('d2', 'e1!')
          .ack('d2', 'e1'),
      ),
  },
  {
    oddity: 'a group goes on in another process after a kill, and one begins from behind',
    history: () =>
      late(
        connected('a', 'b')
          .subscribe('a1', { client: 'a', queue: 'q', durable: 'd' })
          .subscribe('b1', { client: 'b', queue: 'q', durable: 'd' })
          .publish('e1', 'e2', 'e3')
          .deliver('a1', 'e1', 'e3')
          .deliver('b1', 'e2')
          .down('kill', 300, 'p', 'a', 'b')
          .connect('a')
          .connect('b')
          .subscribe('a2', { client: 'a', queue: 'q', durable: 'd' })
          .subscribe('b2', { client: 'b', queue: 'q', durable: 'd' })
          .take('b2', 'e1', 'e3')
          .take('a2', 'e2!'),
      ),
  },
  {
    oddity: 'frozen and thawed in time: all is there, and late',
    history: () =>
      late(
        connected('a', 'b')
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'q' })
          .wait(3000)
          .freeze('a')
          .publish('e1', 'e2')
          .take('b', 'e2')
          .wait(1500)
          .deliver('b', 'e1!')
          .ack('b', 'e1')
          .thaw('a')
          .deliver('a', 'e1')
          .ping('a'),
      ),
    target: { heartbeats },
  },
  {
    oddity: 'frozen for so long that the server gave it up',
    history: () =>
      late(
        connected('a', 'b')
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'q' })
          .wait(3000)
          .freeze('a')
          .publish('e1', 'e2')
          .take('b', 'e2')
          .wait(2500)
          .take('b', 'e1!')
          .thaw('a')
          .deliver('a', 'e1')
          .ping('a', { type: 'fail', error: 'stan: client has been replaced' }),
      ),
    target: { heartbeats },
  },
  {
    oddity: 'a crash before the ack, and the next start gets it again',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', durable)
          .publish('e1')
          .deliver('d1', 'e1')
          .crash('d')
          .connect('d', 'd', { type: 'info', error: 'stan: connect request timeout' })
          .connect('d')
          .subscribe('d2', durable)
          .take('d2', 'e1!'),
      ),
  },
  {
    oddity: 'an ack that got lost, and the event again',
    history: () =>
      late(
        connected('s')
          .subscribe('s')
          .publish('e1')
          .deliver('s', 'e1')
          .ackLost('s', 'e1')
          .wait(1000)
          .take('s', 'e1!'),
      ),
  },
  {
    oddity: 'what the limits had let go of never comes to a stalled one',
    history: () =>
      late(
        connected('s')
          .subscribe('s', { maxInFlight: 1 })
          .publish('e1')
          .deliver('s', 'e1')
          .publish(...events(9).slice(1))
          .ack('s', 'e1')
          .take('s', 'e5', 'e6', 'e7', 'e8', 'e9'),
      ),
    target: { limits: { msgsMax: 5 } },
  },
  {
    oddity: 'what was trimmed counts as acknowledged',
    history: () =>
      connected('s')
        .subscribe('s')
        .publish(...events(9))
        .deliver('s', 'e1')
        .take('s', ...events(9).slice(1))
        .wait(40_000)
        .end(),
    target: { limits: { msgsMax: 5 } },
  },
  {
    oddity:
      'each ack of a slow member comes when the event is with another one, who is out of reach',
    history: () => {
      const built = connected('a', 'b')
        .subscribe('a', { queue: 'q' })
        .subscribe('b', { queue: 'q' })
        .freeze('b')
        .publish('e1')
        .deliver('a', 'e1');
      for (let i = 2; i <= 14; i += 2) {
        built.wait(1200).ack('a', 'e1').ping('a').wait(800).deliver('a', `e1!${i}`);
      }
      return late(built.ack('a', 'e1').ping('a'));
    },
  },
  {
    oddity: 'the ack wait of a durable goes on across its resumption',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', durable)
          .publish('e1')
          .deliver('d1', 'e1')
          .wait(100)
          .close('d1')
          .wait(1400)
          .subscribe('d2', durable)
          .deliver('d2', 'e1!1')
          .wait(1000)
          .deliver('d2', 'e1!2')
          .wait(500)
          .take('d2', 'e1!3'),
      ),
  },
  {
    oddity: 'a frozen server is late with all',
    history: () =>
      late(
        connected('s')
          .subscribe('s')
          .publish('e1')
          .deliver('s', 'e1')
          .fault('freeze', 'begins')
          .wait(30_000)
          .fault('freeze', 'ends')
          .deliver('s', 'e1!')
          .ack('s', 'e1'),
      ),
  },
  {
    oddity: 'another leader counts from 1, to another member, what the one before it had counted',
    history: () =>
      late(
        connected('a', 'b')
          .subscribe('a', { queue: 'q' })
          .fault('freeze', 'begins', { on: 'node 1' })
          .fault('freeze', 'ends', { on: 'node 1' })
          .publish('e1')
          .deliver('a', 'e1')
          .wait(1000)
          .deliver('a', 'e1!1')
          .wait(1000)
          .deliver('a', 'e1!2')
          .wait(12_000)
          .subscribe('b', { queue: 'q' })
          .deliver('b', 'e1!1')
          .ack('b', 'e1'),
      ),
    target: { nodes: 3 },
  },
  {
    oddity: 'a clock that jumps',
    history: () =>
      late(
        connected('s')
          .subscribe('s')
          .publish('e1')
          .deliver('s', 'e1')
          .fault('clock', 'begins', { ms: 60_000 })
          .fault('clock', 'ends')
          .wait(100)
          .deliver('s', 'e1!')
          .ack('s', 'e1'),
      ),
  },
  {
    oddity: 'accounts of their own',
    history: () =>
      late(
        connected('s')
          .subscribe('s')
          .publish('e1', 'e2')
          .deliver('s', 'e1', 'e2')
          .book('s', 'e2', 1, 5, 5, 'one')
          .book('s', 'e1', 1, 7, 7, 'other')
          .ack('s', 'e1', 'e2'),
      ),
  },
];
