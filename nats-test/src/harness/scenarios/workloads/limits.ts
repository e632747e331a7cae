import { moments } from '../../generators/pace';
import type { PlannedStep } from '../../generators/plan';
import { publishing } from '../../generators/publishing';
import type { Workload } from '../scenario';
import { listener, publisher } from './actors';
import { allJoin, JOINED_MS } from './joining';

const LIMIT = 50;

export const limits: Workload = {
  name: 'limits',
  lesson: 'A full channel lets the oldest events go, whoever still waits for them',
  explanation:
    'A channel keeps as many messages as -mm says (a million unless told). When it is full, the oldest ' +
    'goes, read or not: a listener that is too slow or away for too long misses it and is not told. ' +
    'A prompt listener misses nothing, and one that comes late gets the latest ones, no more and no ' +
    'fewer.',
  expected: `never more than the last ${LIMIT} for who comes late, and no fewer`,
  channel: 'nats-test.limits',
  server: { limits: { msgsMax: LIMIT } },
  actors: [
    publisher('p1'),
    listener('prompt', { start: { from: 'first' } }, { does: 'ack', afterMs: [0, 0] }),
    listener(
      'laggard',
      { maxInFlight: 2, start: { from: 'first' } },
      { does: 'ack', afterMs: [100, 200] },
    ),
    listener('reader', { start: { from: 'first' } }),
  ],
  generator: (random, mainMs) => ({
    steps: [
      ...allJoin(random, limits.actors.slice(0, -1)),
      ...publishing(random, 'p1', { fromMs: JOINED_MS, untilMs: mainMs, everyMs: 15 }),
      ...moments(random, 800, mainMs, 800).flatMap((atMs): PlannedStep[] => [
        { atMs, actor: 'reader', do: 'leave', how: 'close' },
        { atMs: atMs + 20, actor: 'reader', do: 'join' },
      ]),
    ],
  }),
  finalGenerator: [
    { actor: 'reader', do: 'leave', how: 'close' },
    { actor: 'reader', do: 'join' },
  ],
  proves: ['lost', 'order', 'limits'],
};
