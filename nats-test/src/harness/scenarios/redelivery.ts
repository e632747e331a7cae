import { delivered } from '../checkers/delivered';
import { redelivery as redelivered } from '../checkers/redelivery';
import { queueMembers } from './queue-members';
import type { Script } from './scenario';

const EVENTS = 4;

export const redelivery: Script = {
  name: 'redelivery',
  lesson: 'What is not acknowledged comes again, what is acknowledged does not',
  explanation:
    'With manual acks an event counts as done when the listener says so. When the ack does not come ' +
    'within the ack wait (30 s unless the subscription says otherwise), the server gives the event ' +
    'to a member of the group again. So a service that crashes half-way loses nothing, and must bear ' +
    'to see an event twice.',
  expected: 'each event again after the ack wait of 1 s, and not again after its ack',
  channel: 'nats-test.redelivery',
  steps: [
    ...queueMembers(['a', 'b'], {
      queue: 'workers',
      ackWaitMs: 1000,
      listener: { does: 'ack when redelivered' },
    }),
    { do: 'publish', client: 'publisher', events: EVENTS },
    { do: 'await deliveries', to: ['a', 'b'], count: 2 * EVENTS, withinMs: 11_500 },
    // Longer than three ack waits: what were to come again in spite of its ack would come twice by then,
    // and once may be for an ack that was still under way.
    { do: 'wait', ms: 3500 },
  ],
  checkers: [redelivered(), delivered()],
};
