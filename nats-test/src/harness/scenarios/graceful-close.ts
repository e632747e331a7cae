import { closedAtOnce } from '../checkers/closed-at-once';
import { delivered } from '../checkers/delivered';
import { queueMembers } from './queue-members';
import type { Script } from './scenario';

const MEMBERS = ['a', 'b', 'c'];

export const gracefulClose: Script = {
  name: 'graceful-close',
  lesson: 'A client that closes is gone at once',
  explanation:
    'Closing before the process ends (on SIGINT and SIGTERM) tells the server that nobody listens ' +
    'there any more. Without it the server goes on giving events to nobody, and they wait until it ' +
    'has found out.',
  expected: 'the closed get nothing more, and nothing waits because of them',
  channel: 'nats-test.graceful-close',
  steps: [
    ...queueMembers(MEMBERS, { queue: 'workers', listener: { does: 'ack' } }),
    { do: 'publish', client: 'publisher', events: 6 },
    { do: 'await deliveries', to: MEMBERS, count: 6, withinMs: 10_000 },
    { do: 'wait', ms: 100 },
    { do: 'close', subscription: 'a' },
    { do: 'publish', client: 'publisher', events: 6 },
    { do: 'await deliveries', to: MEMBERS, count: 12, withinMs: 5000 },
    { do: 'wait', ms: 100 },
    { do: 'disconnect', client: 'b' },
    { do: 'publish', client: 'publisher', events: 6 },
    { do: 'await deliveries', to: MEMBERS, count: 18, withinMs: 5000 },
    { do: 'wait', ms: 300 },
  ],
  checkers: [closedAtOnce(), delivered()],
};
