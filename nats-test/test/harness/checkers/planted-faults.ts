import type { Operation } from '../../../src/harness/history/operation';
import type { TargetFacts } from '../../../src/harness/history/target-facts';
import { events, history, type HistoryBuilder } from './history-builder';

/** A history with one fault in it. */
export interface Planted {
  readonly fault: string;
  readonly history: () => HistoryBuilder;
  readonly target?: TargetFacts;
  /** The checker that must turn red, and no other one. */
  readonly red: string;
  /** What its proof must name, among others. */
  readonly proof: readonly Operation['f'][];
}

const heartbeats = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };
const limits = { msgsMax: 5 };
const all = { from: 'first' } as const;

/** Everybody is connected; `p` publishes. */
const connected = (...clients: readonly string[]): HistoryBuilder => {
  const built = history();
  for (const client of ['p', ...clients]) built.connect(client);
  return built;
};
const plain = (): HistoryBuilder => connected('s').subscribe('s');
const group = (given = {}): HistoryBuilder =>
  connected('a', 'b')
    .subscribe('a', { queue: 'q', ...given })
    .subscribe('b', { queue: 'q', ...given });
const late = (built: HistoryBuilder): HistoryBuilder => built.wait(20_000).end();

export const plantedFaults: readonly Planted[] = [
  {
    fault: 'an acknowledged event never comes',
    history: () => late(plain().publish('e1', 'e2', 'e3').take('s', 'e1', 'e3')),
    red: 'lost',
    proof: ['subscribe', 'publish', 'deliver'],
  },
  {
    fault: 'an event is passed over that the limits let go of only later',
    history: () =>
      late(
        plain()
          .publish('e1', 'e2', 'e3')
          .take('s', 'e1', 'e3')
          .publish('e4', 'e5', 'e6', 'e7', 'e8')
          .take('s', 'e4', 'e5', 'e6', 'e7', 'e8'),
      ),
    target: { limits },
    red: 'lost',
    proof: ['subscribe', 'publish', 'deliver'],
  },
  {
    fault: 'an event is passed over before a cluster loses its leader',
    history: () =>
      plain()
        .publish('e1', 'e2', 'e3')
        .take('s', 'e1', 'e3')
        .wait(500)
        .down('kill', 500)
        .wait(5000)
        .end(),
    target: { nodes: 3 },
    red: 'lost',
    proof: ['subscribe', 'publish', 'deliver'],
  },
  {
    fault: 'the last event never comes',
    history: () => late(plain().publish('e1', 'e2', 'e3').take('s', 'e1', 'e2')),
    red: 'lost',
    proof: ['publish'],
  },
  {
    fault: 'an event is gone after a restart that keeps the store',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', { client: 'd', durable: 'd' })
          .subscribe('o1', { client: 'p', durable: 'o' })
          .publish('e1', 'e2')
          .take('d1', 'e1', 'e2')
          .take('o1', 'e1', 'e2')
          .down('kill', 300, 'p', 'd')
          .connect('p')
          .connect('d')
          .subscribe('d2', { client: 'd', durable: 'd' })
          .subscribe('o2', { client: 'p', durable: 'o' })
          .publish('e3', 'e4', 'e5')
          .take('d2', 'e3', 'e5')
          .take('o2', 'e3', 'e5'),
      ),
    red: 'lost',
    proof: ['publish'],
  },
  {
    fault: 'an event comes that nobody has published',
    history: () => late(plain().publish('e1').take('s', 'e1').deliverAs('s', 'ghost', 2)),
    red: 'phantom',
    proof: ['deliver'],
  },
  {
    fault: 'an event is there again after a wipe',
    history: () =>
      late(
        plain()
          .publish('e1')
          .take('s', 'e1')
          .down('wipe', 300, 'p', 's')
          .connect('s')
          .subscribe('t', { client: 's', start: all })
          .deliverAs('t', 'e1', 1),
      ),
    red: 'phantom',
    proof: ['deliver'],
  },
  {
    fault: 'an event comes that the server has refused',
    history: () =>
      late(
        plain()
          .publish('e1')
          .publishOne('e2', { type: 'fail', error: 'stan: invalid publish request' })
          .take('s', 'e1', 'e2'),
      ),
    red: 'aborted read',
    proof: ['publish', 'deliver'],
  },
  {
    fault: 'an event is stored twice',
    history: () =>
      late(
        plain().publish('e1', 'e2').takeAs('s', 'e1', 1).takeAs('s', 'e1', 2).takeAs('s', 'e2', 3),
      ),
    red: 'duplicate entry',
    proof: ['publish', 'deliver'],
  },
  {
    fault: 'a sequence has two events',
    history: () =>
      late(
        connected('s', 't')
          .subscribe('s')
          .subscribe('t')
          .publish('e1', 'e2', 'e3')
          .take('s', 'e1', 'e2', 'e3')
          .take('t', 'e1')
          .deliverAs('t', 'e3', 2)
          .ack('t', 'e2')
          .take('t', 'e3'),
      ),
    red: 'inconsistent',
    proof: ['publish', 'deliver'],
  },
  {
    fault: 'two events the other way round',
    history: () => late(plain().publish('e1', 'e2', 'e3').take('s', 'e1', 'e3', 'e2')),
    red: 'order',
    proof: ['deliver'],
  },
  {
    fault: 'a publisher’s events stored the other way round',
    history: () =>
      late(
        plain()
          .publish('e1', 'e2', 'e3')
          .deliverAs('s', 'e1', 1)
          .deliverAs('s', 'e3', 2)
          .deliverAs('s', 'e2', 3)
          .ack('s', 'e1', 'e2', 'e3'),
      ),
    red: 'publisher order',
    proof: ['publish'],
  },
  {
    fault: 'an event again after its ack',
    history: () =>
      late(
        plain()
          .publish('e1')
          .take('s', 'e1')
          .ping('s')
          .wait(1500)
          .deliver('s', 'e1!')
          .ack('s', 'e1'),
      ),
    red: 'redelivered after ack',
    proof: ['deliver', 'ack'],
  },
  {
    fault: 'a member acknowledges an event again and again, and always gets it again',
    history: () => {
      const built = group().publish('e1').wait(3500).take('a', 'e1').ping('a');
      for (let i = 1; i <= 6; i++) built.wait(994).take('a', `e1!${i}`).ping('a');
      return late(built);
    },
    red: 'redelivered after ack',
    proof: ['deliver', 'ack'],
  },
  {
    fault: 'a durable gets an event again before its ack wait is over, though it was just resumed',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', { client: 'd', durable: 'd' })
          .publish('e1')
          .deliver('d1', 'e1')
          .close('d1')
          .subscribe('d2', { client: 'd', durable: 'd' })
          .deliver('d2', 'e1!1')
          .wait(500)
          .take('d2', 'e1!2'),
      ),
    red: 'too early',
    proof: ['deliver'],
  },
  {
    fault: 'an ack that was on disk forgotten across a kill',
    history: () =>
      late(
        connected('a', 'b')
          .subscribe('a1', { client: 'a', queue: 'q', durable: 'd' })
          .publish('e1')
          .take('a1', 'e1')
          .ping('a')
          .publish('e2')
          .take('a1', 'e2')
          .ping('a')
          .publish('e3')
          .take('a1', 'e3')
          .down('kill', 300, 'p', 'a', 'b')
          .connect('a')
          .subscribe('a2', { client: 'a', queue: 'q', durable: 'd' })
          .deliver('a2', 'e1!')
          .ack('a2', 'e1'),
      ),
    red: 'durable resume',
    proof: ['ack', 'deliver'],
  },
  {
    fault: 'an event again before its ack wait is over',
    history: () =>
      late(plain().publish('e1').deliver('s', 'e1').wait(300).deliver('s', 'e1!').ack('s', 'e1')),
    red: 'too early',
    proof: ['deliver'],
  },
  {
    fault: 'an event never again though nobody has acknowledged it',
    history: () => plain().publish('e1').deliver('s', 'e1').wait(30_000).end(),
    red: 'too late',
    proof: ['deliver'],
  },
  {
    fault: 'an event never again though its ack got lost',
    history: () => plain().publish('e1').deliver('s', 'e1').ackLost('s', 'e1').wait(30_000).end(),
    red: 'too late',
    proof: ['deliver'],
  },
  {
    fault: 'an event again without the flag',
    history: () =>
      late(plain().publish('e1').deliver('s', 'e1').wait(1000).deliver('s', 'e1').ack('s', 'e1')),
    red: 'redelivery flag',
    proof: ['deliver'],
  },
  {
    fault: 'an event again without the flag at another member',
    history: () =>
      late(group().publish('e1').deliver('a', 'e1').wait(1100).deliver('b', 'e1').ack('b', 'e1')),
    red: 'redelivery flag',
    proof: ['deliver'],
  },
  {
    fault: 'a new event with the flag',
    history: () => late(plain().publish('e1', 'e2').take('s', 'e1', 'e2!')),
    red: 'redelivery flag',
    proof: ['publish', 'deliver'],
  },
  {
    fault: 'a redelivery counted twice',
    history: () =>
      late(
        plain()
          .publish('e1')
          .deliver('s', 'e1')
          .wait(1000)
          .deliver('s', 'e1!')
          .wait(1000)
          .deliver('s', 'e1!')
          .ack('s', 'e1'),
      ),
    red: 'redelivery count',
    proof: ['deliver'],
  },
  {
    fault: 'an event at two members at a time',
    history: () => late(group().publish('e1').take('a', 'e1').take('b', 'e1')),
    red: 'queue exclusivity',
    proof: ['deliver'],
  },
  {
    fault: 'an event handed on while a member holds it',
    history: () =>
      late(group().publish('e1').deliver('a', 'e1').wait(300).deliver('b', 'e1!').ack('b', 'e1')),
    red: 'queue exclusivity',
    proof: ['deliver'],
  },
  {
    fault: 'one member gets everything',
    history: () => {
      const built = group().wait(1000);
      for (const [i, value] of events(60).entries()) {
        built.publish(value).deliver('a', value).wait(50);
        if (i > 0) built.ack('a', `e${i}`);
      }
      return late(built.ack('a', 'e60'));
    },
    red: 'fairness',
    proof: ['subscribe', 'deliver'],
  },
  {
    fault: 'more at a time than max in flight',
    history: () =>
      late(
        connected('s')
          .subscribe('s', { maxInFlight: 1 })
          .publish('e1', 'e2')
          .deliver('s', 'e1', 'e2')
          .ack('s', 'e1', 'e2'),
      ),
    red: 'max in flight',
    proof: ['subscribe', 'deliver'],
  },
  {
    fault: 'a durable forgets what was published while it was away',
    history: () =>
      late(
        connected('d', 's')
          .subscribe('s')
          .subscribe('d1', { client: 'd', durable: 'd' })
          .publish('e1')
          .take('d1', 'e1')
          .close('d1')
          .publish('e2', 'e3')
          .subscribe('d2', { client: 'd', durable: 'd' })
          .publish('e4')
          .take('d2', 'e4')
          .take('s', 'e1', 'e2', 'e3', 'e4'),
      ),
    red: 'durable resume',
    proof: ['publish', 'close', 'subscribe'],
  },
  {
    fault: 'a durable gets again what it had acknowledged',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', { client: 'd', durable: 'd' })
          .publish('e1', 'e2')
          .take('d1', 'e1', 'e2')
          .close('d1')
          .subscribe('d2', { client: 'd', durable: 'd' })
          .take('d2', 'e1!'),
      ),
    red: 'durable resume',
    proof: ['ack', 'close', 'subscribe', 'deliver'],
  },
  {
    fault: 'a durable does not get again what it held',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', { client: 'd', durable: 'd' })
          .publish('e1')
          .deliver('d1', 'e1')
          .crash('d')
          .connect('d')
          .subscribe('d2', { client: 'd', durable: 'd' }),
      ),
    red: 'durable resume',
    proof: ['deliver', 'crash', 'subscribe'],
  },
  {
    fault: 'a durable goes on though it was unsubscribed',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', { client: 'd', durable: 'd' })
          .publish('e1')
          .take('d1', 'e1')
          .unsubscribe('d1')
          .publish('e2')
          .subscribe('d2', { client: 'd', durable: 'd' })
          .take('d2', 'e2'),
      ),
    red: 'durable deleted',
    proof: ['publish', 'subscribe', 'deliver'],
  },
  {
    fault: 'a durable that was unsubscribed begins where it had stopped',
    history: () =>
      late(
        connected('d')
          .subscribe('d1', { client: 'd', durable: 'd', start: all })
          .publish('e1', 'e2')
          .take('d1', 'e1', 'e2')
          .unsubscribe('d1')
          .publish('e3')
          .subscribe('d2', { client: 'd', durable: 'd', start: all })
          .take('d2', 'e3'),
      ),
    red: 'durable deleted',
    proof: ['publish', 'subscribe', 'deliver'],
  },
  {
    fault: 'two clients with one ID',
    history: () => connected('a').connect('b', 'a'),
    red: 'client ID exclusive',
    proof: ['connect'],
  },
  {
    fault: 'a client that is out of reach for a while keeps its ID, though it does not answer',
    history: () =>
      connected('a')
        .freeze('a')
        .wait(100)
        .connect('b', 'a', {
          type: 'fail',
          error: 'stan: clientID already registered',
          afterMs: 600,
        })
        .wait(500)
        .thaw('a')
        .ping('a')
        .end(),
    red: 'client ID taken over',
    proof: ['freeze', 'connect'],
  },
  {
    fault: 'the ID of a dead client is refused',
    history: () =>
      connected('a').crash('a').wait(500).connect('b', 'a', {
        type: 'fail',
        error: 'stan: clientID already registered',
      }),
    red: 'client ID taken over',
    proof: ['crash', 'connect'],
  },
  {
    fault: 'a frozen client goes too early',
    history: () =>
      connected('a')
        .wait(5000)
        .freeze('a')
        .wait(700)
        .thaw('a')
        .ping('a', { type: 'fail', error: 'stan: client has been replaced' }),
    target: { heartbeats },
    red: 'evicted',
    proof: ['freeze', 'ping'],
  },
  {
    fault: 'a frozen client stays for ever',
    history: () => connected('a').wait(5000).freeze('a').wait(20_000).thaw('a').ping('a'),
    target: { heartbeats },
    red: 'evicted',
    proof: ['freeze', 'thaw', 'ping'],
  },
  {
    fault: 'a client that answers is given up',
    history: () =>
      connected('a').wait(5000).ping('a', { type: 'fail', error: 'stan: client was replaced' }),
    target: { heartbeats },
    red: 'evicted',
    proof: ['connect', 'ping'],
  },
  {
    fault: 'a subscription begins too late',
    history: () =>
      late(
        connected('r', 's')
          .subscribe('s')
          .publish('e1', 'e2', 'e3')
          .take('s', 'e1', 'e2', 'e3')
          .subscribe('r', { start: all })
          .take('r', 'e2', 'e3'),
      ),
    red: 'start position',
    proof: ['publish', 'subscribe', 'deliver'],
  },
  {
    fault: 'a subscription begins too early',
    history: () => late(connected('r').publish('e1').subscribe('r').take('r', 'e1')),
    red: 'start position',
    proof: ['publish', 'subscribe', 'deliver'],
  },
  {
    fault: 'an event after the close',
    history: () =>
      late(plain().publish('e1').take('s', 'e1').close('s').publish('e2')).take('s', 'e2'),
    red: 'closed at once',
    proof: ['close', 'deliver'],
  },
  {
    fault: 'events still go to the member that was closed',
    history: () =>
      late(
        group()
          .publish('e1', 'e2')
          .take('a', 'e1')
          .take('b', 'e2')
          .close('a')
          .publish('e3')
          .wait(1000)
          .take('b', 'e3!'),
      ),
    red: 'closed at once',
    proof: ['close', 'deliver'],
  },
  {
    fault: 'two groups share the events',
    history: () =>
      late(
        connected('a', 'b')
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'r' })
          .publish('e1', 'e2', 'e3')
          .take('a', 'e1', 'e3')
          .take('b', 'e2'),
      ),
    red: 'groups independent',
    proof: ['publish'],
  },
  {
    fault: 'a version booked out of order',
    history: () =>
      late(
        plain()
          .publish('e1', 'e2')
          .deliver('s', 'e1', 'e2')
          .book('s', 'e2', 2, 5, 5, 'acc')
          .book('s', 'e1', 1, 5, 10, 'acc')
          .ack('s', 'e1', 'e2'),
      ),
    red: 'version order',
    proof: ['book'],
  },
  {
    fault: 'the channel keeps more than its limit',
    history: () =>
      late(
        connected('r')
          .publish(...events(8))
          .subscribe('r', { start: all })
          .take('r', ...events(8)),
      ),
    target: { limits },
    red: 'limits',
    proof: ['publish', 'subscribe', 'deliver'],
  },
  {
    fault: 'the channel keeps less than its limit',
    history: () =>
      late(
        connected('r')
          .publish(...events(8))
          .subscribe('r', { start: all })
          .take('r', 'e6', 'e7', 'e8'),
      ),
    target: { limits },
    red: 'limits',
    proof: ['publish', 'subscribe', 'deliver'],
  },
];
