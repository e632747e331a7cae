import { moments } from '../../generators/pace';
import type { PlannedFault } from '../../generators/plan';
import { publishing } from '../../generators/publishing';
import type { Workload } from '../scenario';
import { members, publisher } from './actors';
import { allJoin, JOINED_MS } from './joining';

/** Short, so that nobody waits for minutes: gone after 2.4 s at the latest. */
const HEARTBEATS = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };
/** Long enough to see that one is not given up that should be. */
const AWAY_MS = 6500;

export const heartbeats: Workload = {
  name: 'heartbeats',
  lesson: 'A client that is silent is given up in time, and a living one is not',
  explanation:
    'Members of a queue group freeze, or their network is gone. The server notices by its heartbeats, ' +
    'not before and not after their time, and lets the others do the work. Who comes to life again ' +
    'after that is told that it is unknown when it asks, and must connect anew.',
  expected: 'who is out of reach is given up in time, and its events go to others',
  channel: 'nats-test.heartbeats',
  server: { heartbeats: HEARTBEATS },
  needs: ['monitoring', 'heartbeats'],
  actors: [
    publisher('p1'),
    ...members(['m1', 'm2', 'm3'], { queue: 'workers', durable: 'pool', start: { from: 'first' } }),
  ],
  generator: (random, mainMs) => ({
    steps: [
      ...allJoin(random, heartbeats.actors),
      ...publishing(random, 'p1', { fromMs: JOINED_MS, untilMs: mainMs, everyMs: 60 }),
    ],
    faults: [
      { atMs: 700, fault: 'blackhole', forMs: AWAY_MS, on: 'm1' },
      ...moments(random, 7000, mainMs - AWAY_MS, 9000).map((atMs): PlannedFault => ({
        atMs,
        fault: 'blackhole',
        forMs: AWAY_MS,
        on: 'm2',
      })),
    ],
  }),
  finalGenerator: [],
  proves: ['lost', 'evicted', 'queue exclusivity'],
};
