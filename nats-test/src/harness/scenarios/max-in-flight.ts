import { delivered } from '../checkers/delivered';
import { maxInFlight as neverMore } from '../checkers/max-in-flight';
import type { Script } from './scenario';

const LIMIT = 3;
const EVENTS = 8;

export const maxInFlight: Script = {
  name: 'max-in-flight',
  lesson: 'Max in flight bounds how many events a listener has unacknowledged',
  explanation:
    'The server stops giving events to a subscription that has as many unacknowledged as its max in ' +
    'flight, and goes on as acks come. With 1 events come strictly one after the other. The default ' +
    'of node-nats-streaming is 16,384: a listener that forgets to acknowledge seems to work for long.',
  expected: `never more than ${LIMIT} of ${EVENTS} unacknowledged, the rest after the acks`,
  channel: 'nats-test.max-in-flight',
  steps: [
    { do: 'connect', client: 'publisher' },
    { do: 'connect', client: 'a' },
    {
      do: 'subscribe',
      client: 'a',
      subscription: 'a',
      maxInFlight: LIMIT,
      listener: { does: 'hold' },
    },
    { do: 'publish', client: 'publisher', events: EVENTS },
    { do: 'await deliveries', to: ['a'], count: LIMIT, withinMs: 10_000 },
    { do: 'wait', ms: 300 },
    { do: 'ack all', subscription: 'a' },
    { do: 'await deliveries', to: ['a'], count: EVENTS, withinMs: 10_000 },
  ],
  checkers: [neverMore(), delivered()],
};
