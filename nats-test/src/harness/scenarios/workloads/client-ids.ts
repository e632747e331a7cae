import { between, moments } from '../../generators/pace';
import type { PlannedFault, PlannedStep } from '../../generators/plan';
import { publishing } from '../../generators/publishing';
import type { Workload } from '../scenario';
import { listener, publisher } from './actors';
import { allJoin, JOINED_MS } from './joining';

/** How long one is out of reach; the server asks for half a second whether it lives. */
const AWAY_MS = 1500;

export const clientIds: Workload = {
  name: 'client-ids',
  lesson: 'A client ID belongs to one living client at a time',
  explanation:
    'Another client comes with the ID of one that is there: it is refused while that one lives, and ' +
    'let in when it does not answer for half a second, as after a crash. Who was replaced is told ' +
    'when it asks, by a ping or a publish: it must connect anew.',
  expected: 'refused while the holder lives, let in while it does not answer',
  channel: 'nats-test.client-ids',
  actors: [publisher('p1'), listener('a', { durable: 'a', start: { from: 'first' } })],
  generator: (random, mainMs) => {
    const away = [1500, ...moments(random, 3500, mainMs - AWAY_MS, 3500)];
    return {
      steps: [
        ...allJoin(random, clientIds.actors),
        ...publishing(random, 'p1', { fromMs: JOINED_MS, untilMs: mainMs, everyMs: 100 }),
        ...moments(random, 500, mainMs, 700).map((atMs): PlannedStep => ({
          atMs,
          actor: 'a',
          do: 'claim ID',
        })),
        ...away.map((atMs): PlannedStep => ({
          atMs: atMs + between(random, 100, 300),
          actor: 'a',
          do: 'claim ID',
        })),
      ],
      faults: away.map((atMs): PlannedFault => ({
        atMs,
        fault: 'blackhole',
        forMs: AWAY_MS,
        on: 'a',
      })),
    };
  },
  finalGenerator: [],
  proves: ['lost', 'client ID exclusive'],
};
