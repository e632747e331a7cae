import { publishing } from '../../generators/publishing';
import type { Workload } from '../scenario';
import { listener, members, publisher } from './actors';
import { allJoin, JOINED_MS } from './joining';

const PUBLISHERS = ['p1', 'p2'];

export const steady: Workload = {
  name: 'steady',
  lesson: 'Whatever the server has acknowledged reaches everybody who is entitled to it',
  explanation:
    'Two publishers, and listeners of every kind: a plain one, a durable one, a queue group, and one ' +
    'that acknowledges an event only when it comes again. An event that was acknowledged to its ' +
    'publisher must reach each of them, in order as far as it is new; what was not acknowledged in ' +
    'time comes again, flagged and counted, and nothing comes that nobody has published.',
  expected: 'all events at all listeners, in order, and again only what was not acknowledged',
  channel: 'nats-test.steady',
  actors: [
    ...PUBLISHERS.map(publisher),
    listener('plain', { start: { from: 'first' } }),
    listener('durable', { durable: 'service', start: { from: 'first' } }),
    ...members(['m1', 'm2', 'm3'], { queue: 'workers', durable: 'pool', start: { from: 'first' } }),
    listener('late', { start: { from: 'first' } }, { does: 'ack when redelivered' }),
  ],
  generator: (random, mainMs) => ({
    steps: [
      ...allJoin(random, steady.actors),
      ...PUBLISHERS.flatMap((name) =>
        publishing(random, name, { fromMs: JOINED_MS, untilMs: mainMs, everyMs: 60 }),
      ),
    ],
  }),
  finalGenerator: [],
  proves: [
    'lost',
    'order',
    'publisher order',
    'queue exclusivity',
    'too early',
    'too late',
    'redelivery flag',
    'redelivery count',
    'redelivered after ack',
  ],
};
