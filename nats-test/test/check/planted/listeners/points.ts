import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { FakeDatabase } from '../fake-database';
import { pair } from '../pair';
import { read, service } from '../service';

interface Purchase {
  readonly id: string;
  readonly customer: string;
  readonly points: number;
}
interface Customer {
  readonly points: number;
  readonly purchases: readonly string[];
}
interface Points {
  readonly customers: FakeDatabase<Customer>;
  /** Which purchases have been processed. */
  readonly processed: FakeDatabase<true>;
}

const NEW: Customer = { points: 0, purchases: [] };

function listen(client: Stan, handle: (purchase: Purchase) => Promise<void>): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('points')
    .setMaxInFlight(1);
  client.subscribe('purchase:made', options).on('message', (message: Message) => {
    void handle(read(message)).then(() => message.ack());
  });
}

export const points = pair<Points, Purchase>({
  bug: 'saves the change and that it is made one after the other, and dies in between',
  shows: ['invariant'],
  mendedBy: 'one transaction',
  common: {
    channel: 'purchase:made',
    events: [
      { id: 'p1', customer: 'ada', points: 10 },
      { id: 'p2', customer: 'bob', points: 5 },
      { id: 'p3', customer: 'ada', points: 1 },
    ],
    createState: () => ({ customers: new FakeDatabase(), processed: new FakeDatabase() }),
    copyState: ({ customers, processed }) => ({
      customers: customers.copy(),
      processed: processed.copy(),
    }),
    // One at a time, and slower than that it never is.
    without: ['come twice', 'overlap'],
    invariant: ({ customers }) => {
      const found = [customers.peek('ada')?.points, customers.peek('bob')?.points];
      assert.deepEqual(found, [11, 5]);
    },
  },
  broken: service((client, { customers, processed }) => {
    listen(client, async ({ id, customer, points }) => {
      if (await processed.find(id)) return;
      const found = (await customers.find(customer)) ?? NEW;
      await customers.save(customer, { ...found, points: found.points + points });
      await processed.save(id, true);
    });
  }),
  correct: service((client, { customers }) => {
    listen(client, async ({ id, customer, points }) => {
      for (;;) {
        const found = await customers.find(customer);
        const { points: before, purchases } = found ?? NEW;
        if (purchases.includes(id)) return;
        const row = { points: before + points, purchases: [...purchases, id] };
        if (await customers.saveOver(customer, found, row)) return;
      }
    });
  }),
});
