import { delivered } from '../checkers/delivered';
import { queueExclusivity } from '../checkers/queue-exclusivity';
import { queueMembers } from './queue-members';
import type { Script } from './scenario';

const MEMBERS = ['a', 'b', 'c'];
const EVENTS = 30;

export const queueGroup: Script = {
  name: 'queue-group',
  lesson: 'A queue group gives each event to one of its members',
  explanation:
    'Several copies of a service subscribe with the same queue group, and each event goes to one of ' +
    'them. That is how a service is scaled without doing its work twice.',
  expected: `each of ${EVENTS} events at exactly one of ${MEMBERS.length} members`,
  channel: 'nats-test.queue-group',
  steps: [
    ...queueMembers(MEMBERS, { queue: 'workers', listener: { does: 'ack' } }),
    { do: 'publish', client: 'publisher', events: EVENTS },
    { do: 'await deliveries', to: MEMBERS, count: EVENTS, withinMs: 10_000 },
    { do: 'wait', ms: 300 },
  ],
  checkers: [queueExclusivity(), delivered()],
};
