import { between, moments, pick } from '../../generators/pace';
import type { PlannedFault, PlannedStep } from '../../generators/plan';
import { publishing } from '../../generators/publishing';
import type { Workload } from '../scenario';
import { listener, members, publisher } from './actors';
import { allJoin, JOINED_MS } from './joining';

const COMERS = ['alone', 'm1', 'm2'] as const;

export const resume: Workload = {
  name: 'resume',
  lesson: 'A durable subscription or group goes on where it stopped, however it stopped',
  explanation:
    'A durable listener and the members of a durable queue group close, say goodbye or die, and come ' +
    'back. Each time the subscription goes on: with what was left unacknowledged, flagged, then with ' +
    'what came meanwhile; nothing that was acknowledged comes again. Another one unsubscribes, which ' +
    'deletes its place: it begins anew.',
  expected: 'nothing missed over all returns, nothing that was done again',
  channel: 'nats-test.resume',
  actors: [
    publisher('p1'),
    listener('alone', { durable: 'alone', start: { from: 'first' } }),
    ...members(['m1', 'm2'], { queue: 'workers', durable: 'pool', start: { from: 'first' } }),
    listener('anew', { durable: 'anew', start: { from: 'first' } }),
  ],
  generator: (random, mainMs) => ({
    steps: [
      ...allJoin(random, resume.actors),
      ...publishing(random, 'p1', { fromMs: JOINED_MS, untilMs: mainMs, everyMs: 40 }),
      ...COMERS.flatMap((actor) =>
        moments(random, 600, mainMs, 1500).flatMap((atMs): PlannedStep[] => [
          { atMs, actor, do: 'leave', how: pick(random, ['close', 'disconnect']) },
          { atMs: atMs + between(random, 50, 700), actor, do: 'join' },
        ]),
      ),
      ...moments(random, 1000, mainMs, 2000).flatMap((atMs): PlannedStep[] => [
        { atMs, actor: 'anew', do: 'leave', how: 'unsubscribe' },
        { atMs: atMs + between(random, 50, 300), actor: 'anew', do: 'join' },
      ]),
    ],
    faults: COMERS.flatMap((on) =>
      moments(random, 600, mainMs - 500, 2500).map((atMs): PlannedFault => ({
        atMs,
        fault: 'crash',
        forMs: between(random, 50, 500),
        on,
      })),
    ),
  }),
  finalGenerator: [],
  proves: ['lost', 'durable resume', 'durable deleted'],
};
