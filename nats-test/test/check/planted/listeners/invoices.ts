import assert from 'node:assert/strict';
import type { Message } from 'node-nats-streaming';

import { FakeDatabase } from '../fake-database';
import { pair } from '../pair';
import { read, service } from '../service';

interface Ordered {
  readonly order: string;
  readonly total: number;
}
type Invoices = FakeDatabase<Ordered>;

export const invoices = pair<Invoices, Ordered>({
  bug: 'leaves the ack to the client, which sends it before the handler has saved anything',
  shows: ['invariant'],
  mendedBy: 'ack after the side effect',
  common: {
    channel: 'order:placed',
    events: [
      { order: 'o1', total: 30 },
      { order: 'o2', total: 50 },
    ],
    createState: () => new FakeDatabase(),
    copyState: (found) => found.copy(),
    invariant: (found) => assert.deepEqual(found.ids.sort(), ['o1', 'o2']),
  },
  broken: service((client, found) => {
    const options = client
      .subscriptionOptions()
      .setDeliverAllAvailable()
      .setDurableName('invoices');
    client.subscribe('order:placed', options).on('message', (message: Message) => {
      const ordered = read<Ordered>(message);
      void found.save(ordered.order, ordered);
    });
  }),
  correct: service((client, found) => {
    const options = client
      .subscriptionOptions()
      .setManualAckMode(true)
      .setDeliverAllAvailable()
      .setDurableName('invoices');
    client.subscribe('order:placed', options).on('message', (message: Message) => {
      const ordered = read<Ordered>(message);
      void found.save(ordered.order, ordered).then(() => message.ack());
    });
  }),
});
