import type { Random } from '../../../base/random';
import type { Fault } from '../../history/fault';
import { between, moments, pick } from '../../generators/pace';
import type { Actor, PlannedFault } from '../../generators/plan';
import type { Generated } from '../../generators/plan-source';
import { publishing } from '../../generators/publishing';
import type { Workload } from '../scenario';
import { listener, members, publisher } from './actors';
import { allJoin, JOINED_MS } from './joining';

const PUBLISHERS = ['p1', 'p2'];
const ACTORS: readonly Actor[] = [
  ...PUBLISHERS.map(publisher),
  listener('plain', { start: { from: 'first' } }),
  listener('alone', { durable: 'alone', start: { from: 'first' } }),
  ...members(['m1', 'm2'], { queue: 'workers', durable: 'pool', start: { from: 'first' } }),
];

function generate(
  random: Random,
  mainMs: number,
  faults: readonly [Fault, ...Fault[]],
  on: string,
): Generated {
  return {
    steps: [
      ...allJoin(random, ACTORS),
      ...PUBLISHERS.flatMap((name) =>
        publishing(random, name, { fromMs: JOINED_MS, untilMs: mainMs, everyMs: 50 }),
      ),
    ],
    faults: moments(random, 300, mainMs - 1000, 3000).map((atMs): PlannedFault => ({
      atMs,
      fault: pick(random, faults),
      forMs: between(random, 100, 800),
      on,
    })),
  };
}

export const restartMemory: Workload = {
  name: 'restart-memory',
  lesson: 'With a memory store a restart of the server forgets everything',
  explanation:
    "The course's server keeps its messages in memory: when its pod restarts, messages, durable names " +
    'and client IDs are gone, acknowledged or not, and sequences begin with 1 again. Clients must ' +
    'connect anew. From then on all goes well. Whoever can not bear that needs -st FILE and a volume.',
  expected: 'nothing from before a restart, and nothing missing of what came after it',
  channel: 'nats-test.restart-memory',
  server: { store: 'memory' },
  actors: ACTORS,
  generator: (random, mainMs) => generate(random, mainMs, ['kill', 'restart'], 'server'),
  finalGenerator: [],
  proves: ['lost', 'order', 'phantom'],
};

export const restartFile: Workload = {
  name: 'restart-file',
  lesson: 'With a file store nothing that was acknowledged is lost by a restart',
  explanation:
    'With -st FILE the server keeps channels, messages, durable subscriptions, pending acks and clients ' +
    'on disk, and says of an event that it has it only when that is so. Killed or ended in good order ' +
    'and started again, it goes on: what was acknowledged is delivered, what was pending comes again.',
  expected: 'every acknowledged event delivered, in spite of kills',
  channel: 'nats-test.restart-file',
  server: { store: 'file' },
  actors: ACTORS,
  generator: (random, mainMs) => generate(random, mainMs, ['kill', 'restart'], 'server'),
  finalGenerator: [],
  proves: ['lost', 'order', 'phantom'],
};

export const leaderLoss: Workload = {
  name: 'leader-loss',
  lesson: 'A cluster that loses its leader loses no event that was acknowledged',
  explanation:
    'Three nodes agree on every message before its publisher is told. When the leader dies or freezes, ' +
    'the other two choose another one within some seconds; meanwhile publishers get no answer, and ' +
    'must bear not to know. What was acknowledged before is there afterwards.',
  expected: 'every acknowledged event delivered, in spite of lost leaders',
  channel: 'nats-test.leader-loss',
  needs: ['cluster'],
  actors: ACTORS,
  generator: (random, mainMs) => ({
    ...generate(random, mainMs, ['kill'], 'leader'),
    faults: [1000, ...moments(random, 5000, mainMs - 4000, 8000)].map((atMs): PlannedFault => ({
      atMs,
      fault: pick(random, ['kill', 'freeze']),
      forMs: between(random, 2000, 4000),
      on: 'leader',
    })),
  }),
  finalGenerator: [],
  proves: ['lost', 'order'],
};
