import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, service } from '../service';

interface Paid {
  readonly order: string;
}
interface ShipmentAsked {
  readonly id: string;
  readonly order: string;
}
/** What left the house, by the ID of the wish. */
type Shipped = Map<string, string>;

/** Half of the service asks for a shipment, and the other half ships what is asked for. */
function listen(client: Stan, shipped: Shipped, newId: (paid: Paid) => string): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('shipments');
  client.subscribe('order:paid', 'shipments', options).on('message', (message: Message) => {
    const paid = read<Paid>(message);
    const asked: ShipmentAsked = { id: newId(paid), order: paid.order };
    client.publish('shipment:asked', JSON.stringify(asked), (error) => {
      if (!error) message.ack();
    });
  });
  client.subscribe('shipment:asked', 'shipments', options).on('message', (message: Message) => {
    const { id, order } = read<ShipmentAsked>(message);
    shipped.set(id, order);
    message.ack();
  });
}

export const shipments = pair<Shipped, Paid>({
  bug: 'publishes an event with a new ID each time that it handles the one that leads to it',
  shows: ['invariant'],
  mendedBy: 'idempotency key',
  common: {
    channel: 'order:paid',
    events: [{ order: 'o1' }, { order: 'o2' }],
    createState: () => new Map(),
    invariant: (shipped) => assert.deepEqual([...shipped.values()].sort(), ['o1', 'o2']),
  },
  broken: service((client, shipped) => listen(client, shipped, () => randomUUID())),
  correct: service((client, shipped) => listen(client, shipped, ({ order }) => `of-${order}`)),
});
