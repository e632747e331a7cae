import { groupsIndependent } from '../checkers/groups-independent';
import { queueExclusivity } from '../checkers/queue-exclusivity';
import { connectAll, member } from './queue-members';
import type { Script } from './scenario';

const EVENTS = 20;
const MEMBERS = [
  { client: 'orders-1', queue: 'orders' },
  { client: 'orders-2', queue: 'orders' },
  { client: 'payments-1', queue: 'payments' },
  { client: 'payments-2', queue: 'payments' },
];

export const twoQueueGroups: Script = {
  name: 'two-queue-groups',
  lesson: 'Every queue group gets all events',
  explanation:
    'Two services that listen to the same channel have a queue group each. Both get every event, and ' +
    'within each service one copy does the work.',
  expected: `each of ${EVENTS} events once in each of 2 groups`,
  channel: 'nats-test.two-queue-groups',
  steps: [
    ...connectAll(MEMBERS.map(({ client }) => client)),
    ...MEMBERS.map(({ client, queue }) => member(client, { queue, listener: { does: 'ack' } })),
    { do: 'publish', client: 'publisher', events: EVENTS },
    {
      do: 'await deliveries',
      to: MEMBERS.map(({ client }) => client),
      count: 2 * EVENTS,
      withinMs: 10_000,
    },
    { do: 'wait', ms: 300 },
  ],
  checkers: [groupsIndependent(), queueExclusivity()],
};
