import { between, moments } from '../../generators/pace';
import type { PlannedStep } from '../../generators/plan';
import { publishing } from '../../generators/publishing';
import type { Workload } from '../scenario';
import { listener, publisher } from './actors';
import { allJoin, JOINED_MS } from './joining';

const GROUP = { queue: 'workers', maxInFlight: 5, start: { from: 'first' } } as const;

export const slowMembers: Workload = {
  name: 'slow-members',
  lesson: 'A slow or stalled member holds up no more than its max in flight',
  explanation:
    'One member of the group is quick, one is slower than its ack wait at times, one stops ' +
    'acknowledging for a while. The server gives none more than its max in flight, and what is not ' +
    'acknowledged in time goes to whoever has room. A listener by itself that is slow gets its ' +
    'events later, and all of them.',
  expected: 'never more than max in flight, and all events done in the end',
  channel: 'nats-test.slow-members',
  actors: [
    publisher('p1'),
    listener('quick', GROUP),
    listener('slow', GROUP, { does: 'ack', afterMs: [100, 1500] }),
    listener('stalling', GROUP),
    listener(
      'alone',
      { maxInFlight: 3, start: { from: 'first' } },
      { does: 'ack', afterMs: [20, 80] },
    ),
  ],
  generator: (random, mainMs) => ({
    steps: [
      ...allJoin(random, slowMembers.actors),
      ...publishing(random, 'p1', { fromMs: JOINED_MS, untilMs: mainMs, everyMs: 40 }),
      ...moments(random, JOINED_MS, mainMs, 2500).flatMap((atMs): PlannedStep[] => [
        { atMs, actor: 'stalling', do: 'stall' },
        { atMs: atMs + between(random, 500, 1500), actor: 'stalling', do: 'go on' },
      ]),
    ],
  }),
  finalGenerator: [{ actor: 'stalling', do: 'go on' }],
  proves: ['lost', 'max in flight', 'too early', 'too late', 'redelivery flag'],
};
