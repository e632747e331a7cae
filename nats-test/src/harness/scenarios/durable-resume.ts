import { delivered } from '../checkers/delivered';
import { durableResume as resumed } from '../checkers/durable-resume';
import type { Script } from './scenario';

const DURABLE = { durable: 'service', start: { from: 'first' } } as const;

export const durableResume: Script = {
  name: 'durable-resume',
  lesson: 'A durable subscription goes on where it stopped',
  explanation:
    'With a durable name the server remembers what the listener has acknowledged, also while it is ' +
    'away. When it comes back with the same client ID, channel and durable name, it gets what it has ' +
    'missed and what it had left unacknowledged, and nothing that was done. A durable queue group ' +
    'needs no client ID for that.',
  expected: 'after each return what was missed or left unacknowledged, nothing that was done',
  channel: 'nats-test.durable-resume',
  steps: [
    { do: 'connect', client: 'publisher' },
    { do: 'connect', client: 'a' },
    {
      do: 'subscribe',
      client: 'a',
      subscription: 'at first',
      listener: { does: 'ack' },
      ...DURABLE,
    },
    { do: 'publish', client: 'publisher', events: 3 },
    { do: 'await deliveries', to: ['at first'], count: 3, withinMs: 10_000 },
    { do: 'wait', ms: 100 },
    { do: 'close', subscription: 'at first' },
    { do: 'publish', client: 'publisher', events: 3 },
    { do: 'subscribe', client: 'a', subscription: 'again', listener: { does: 'hold' }, ...DURABLE },
    { do: 'await deliveries', to: ['again'], count: 3, withinMs: 10_000 },
    { do: 'disconnect', client: 'a' },
    { do: 'publish', client: 'publisher', events: 2 },
    { do: 'connect', client: 'restarted', withIdOf: 'a' },
    {
      do: 'subscribe',
      client: 'restarted',
      subscription: 'after a restart',
      listener: { does: 'ack' },
      ...DURABLE,
    },
    { do: 'await deliveries', to: ['after a restart'], count: 5, withinMs: 10_000 },
    { do: 'wait', ms: 300 },
  ],
  checkers: [resumed(), delivered()],
};
