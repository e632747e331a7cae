import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, rest, service } from '../service';

interface OrderEvent {
  readonly subject: 'order:created' | 'order:paid';
  readonly data: { readonly order: string };
}
type Orders = Map<string, 'open' | 'paid'>;

/** Two channels: nobody promises an order between them. */
function listen(
  client: Stan,
  handlers: Record<OrderEvent['subject'], (order: string, message: Message) => Promise<void>>,
): void {
  for (const [channel, handle] of Object.entries(handlers)) {
    const options = client
      .subscriptionOptions()
      .setManualAckMode(true)
      .setDeliverAllAvailable()
      .setDurableName('orders');
    client.subscribe(channel, 'orders', options).on('message', (message: Message) => {
      void handle(read<OrderEvent['data']>(message).order, message);
    });
  }
}

function create(orders: Orders) {
  return async (order: string, message: Message): Promise<void> => {
    await rest(1);
    if (!orders.has(order)) orders.set(order, 'open');
    message.ack();
  };
}

async function pay(orders: Orders, order: string): Promise<void> {
  await rest(1);
  if (!orders.has(order)) throw new Error(`there is no order ${order}`);
  orders.set(order, 'paid');
}

export const orders = pair<Orders, OrderEvent>({
  bug: 'throws for a payment that comes before its order',
  shows: ['threw'],
  mendedBy: 'catch in the handler',
  common: {
    events: [
      { subject: 'order:created', data: { order: 'o1' } },
      { subject: 'order:paid', data: { order: 'o1' } },
      { subject: 'order:created', data: { order: 'o2' } },
    ],
    createState: () => new Map(),
    invariant: (state) =>
      assert.deepEqual([...state].sort(), [
        ['o1', 'paid'],
        ['o2', 'open'],
      ]),
  },
  broken: service((client, state) => {
    listen(client, {
      'order:created': create(state),
      'order:paid': async (order, message) => {
        await pay(state, order);
        message.ack();
      },
    });
  }),
  correct: service((client, state) => {
    listen(client, {
      'order:created': create(state),
      'order:paid': async (order, message) => {
        try {
          await pay(state, order);
          message.ack();
        } catch {
          // No ack: it comes again when its order is there.
        }
      },
    });
  }),
});
