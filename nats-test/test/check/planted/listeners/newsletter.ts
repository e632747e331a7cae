import assert from 'node:assert/strict';
import type { Message, Stan, SubscriptionOptions } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, service } from '../service';

interface Registered {
  readonly mail: string;
}

function listen(client: Stan, readers: Set<string>, options: SubscriptionOptions): void {
  const subscription = client.subscribe('user:registered', options.setManualAckMode(true));
  subscription.on('message', (message: Message) => {
    readers.add(read<Registered>(message).mail);
    message.ack();
  });
}

export const newsletter = pair<Set<string>, Registered>({
  bug: 'has no durable name, and misses what is published while it is away',
  shows: ['invariant'],
  mendedBy: 'durable subscription',
  common: {
    channel: 'user:registered',
    events: [{ mail: 'ada' }, { mail: 'bob' }, { mail: 'cyd' }],
    createState: () => new Set(),
    invariant: (readers) => assert.deepEqual([...readers].sort(), ['ada', 'bob', 'cyd']),
  },
  broken: service((client, readers) => listen(client, readers, client.subscriptionOptions())),
  correct: service((client, readers) => {
    const options = client.subscriptionOptions().setDurableName('letter').setDeliverAllAvailable();
    listen(client, readers, options);
  }),
});
