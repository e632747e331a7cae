import { delivered } from '../checkers/delivered';
import { evicted } from '../checkers/evicted';
import { queueMembers } from './queue-members';
import type { Script } from './scenario';

export const eviction: Script = {
  name: 'eviction',
  lesson: 'The server gives up a client that has gone silent, and until then its events wait',
  explanation:
    'A client that freezes, or whose network is gone, does not close. The server asks it every -hbi ' +
    'for a sign of life, waits for -hbt, and gives it up after more than -hbf failures in a row: ' +
    'after (hbi + hbt) x (hbf + 1) at the latest, which is 30 s with the flags of the course. Until ' +
    'then events that were given to it wait for their ack wait before another member gets them.',
  expected: 'the frozen client gone in time, and each event at the other member in the end',
  channel: 'nats-test.eviction',
  needs: ['monitoring', 'heartbeats'],
  steps: [
    ...queueMembers(['a', 'b'], {
      queue: 'workers',
      ackWaitMs: 1000,
      listener: { does: 'ack' },
    }),
    { do: 'publish', client: 'publisher', events: 4 },
    { do: 'await deliveries', to: ['a', 'b'], count: 4, withinMs: 10_000 },
    // The acks are under way.
    { do: 'wait', ms: 200 },
    { do: 'freeze', client: 'a' },
    { do: 'publish', client: 'publisher', events: 6 },
    { do: 'await eviction', client: 'a' },
    { do: 'publish', client: 'publisher', events: 2 },
    { do: 'await deliveries', to: ['a', 'b'], count: 12, withinMs: 15_000 },
  ],
  checkers: [evicted(), delivered()],
};
