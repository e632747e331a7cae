import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, rest, service } from '../service';

interface PriceChanged {
  readonly product: string;
  readonly version: number;
  readonly price: number;
}
interface Row {
  version: number;
  price: number;
}
type Rows = Record<string, Row>;

/** @param handle gives whether the event is done */
function listen(client: Stan, handle: (changed: PriceChanged) => boolean): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('shop')
    .setAckWait(5000);
  client.subscribe('price:changed', 'shop', options).on('message', (message: Message) => {
    // As if the product were looked up elsewhere first.
    void rest(1).then(() => {
      if (handle(read(message))) message.ack();
    });
  });
}

export const prices = pair<Rows, PriceChanged>({
  bug: 'takes whatever comes last for the newest',
  shows: ['invariant'],
  mendedBy: 'version',
  common: {
    channel: 'price:changed',
    events: [
      { product: 'pen', version: 1, price: 10 },
      { product: 'cup', version: 1, price: 5 },
      { product: 'pen', version: 2, price: 12 },
    ],
    createState: () => ({}),
    invariant: ({ pen, cup }) => {
      assert.deepEqual({ pen: pen?.price, cup: cup?.price }, { pen: 12, cup: 5 });
    },
  },
  broken: service((client, rows) => {
    listen(client, ({ product, version, price }) => {
      rows[product] = { version, price };
      return true;
    });
  }),
  correct: service((client, rows) => {
    listen(client, ({ product, version, price }) => {
      const last = rows[product]?.version ?? 0;
      if (version > last + 1) return false;
      if (version === last + 1) rows[product] = { version, price };
      return true;
    });
  }),
});
