import { groupsIndependent } from '../checkers/groups-independent';
import { queueExclusivity } from '../checkers/queue-exclusivity';
import type { Scenario } from './scenario';

const EVENTS = 20;
const MEMBERS = [
  { client: 'orders-1', queue: 'orders' },
  { client: 'orders-2', queue: 'orders' },
  { client: 'payments-1', queue: 'payments' },
  { client: 'payments-2', queue: 'payments' },
];

export const twoQueueGroups: Scenario = {
  name: 'two-queue-groups',
  lesson: 'Every queue group gets all events',
  explanation:
    'Two services that listen to the same channel have a queue group each. Both get every event, and ' +
    'within each service one copy does the work.',
  expected: `each of ${EVENTS} events once in each of 2 groups`,
  channel: 'nats-test.two-queue-groups',
  steps: [
    { do: 'connect', client: 'publisher' },
    ...MEMBERS.map(({ client }) => ({ do: 'connect' as const, client })),
    ...MEMBERS.map(({ client, queue }) => ({
      do: 'subscribe' as const,
      client,
      subscription: client,
      queue,
      listener: { does: 'ack' as const },
    })),
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
