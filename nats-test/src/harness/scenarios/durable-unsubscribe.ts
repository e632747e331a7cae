import { durableDeleted } from '../checkers/durable-deleted';
import { durableResume } from '../checkers/durable-resume';
import type { Script } from './scenario';

const durable = {
  do: 'subscribe',
  client: 'a',
  durable: 'service',
  listener: { does: 'ack' },
} as const;

export const durableUnsubscribe: Script = {
  name: 'durable-unsubscribe',
  lesson: 'close keeps a durable subscription, unsubscribe deletes it',
  explanation:
    'Both end the deliveries. After close the server keeps the place of the durable subscription; ' +
    'unsubscribe deletes it, and the next one with that name begins anew. A service that calls ' +
    'unsubscribe when it shuts down loses what comes while it is away.',
  expected: 'after close nothing lost, after unsubscribe a new beginning',
  channel: 'nats-test.durable-unsubscribe',
  steps: [
    { do: 'connect', client: 'publisher' },
    { do: 'connect', client: 'a' },
    { ...durable, subscription: 'at first' },
    { do: 'publish', client: 'publisher', events: 2 },
    { do: 'await deliveries', to: ['at first'], count: 2, withinMs: 10_000 },
    { do: 'wait', ms: 100 },
    { do: 'close', subscription: 'at first' },
    { do: 'publish', client: 'publisher', events: 2 },
    { ...durable, subscription: 'after close' },
    { do: 'await deliveries', to: ['after close'], count: 2, withinMs: 10_000 },
    { do: 'wait', ms: 100 },
    { do: 'unsubscribe', subscription: 'after close' },
    { do: 'publish', client: 'publisher', events: 2 },
    { ...durable, subscription: 'after unsubscribe' },
    { do: 'publish', client: 'publisher', events: 1 },
    { do: 'await deliveries', to: ['after unsubscribe'], count: 1, withinMs: 10_000 },
    { do: 'wait', ms: 300 },
  ],
  checkers: [durableDeleted(), durableResume()],
};
