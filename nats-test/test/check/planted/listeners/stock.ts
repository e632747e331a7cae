import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, service } from '../service';

interface StockEvent {
  readonly channel: 'stock:added' | 'stock:taken';
  readonly data: { readonly id: string; readonly pieces: number };
}
/** All movements by their ID: the sum of them is what is there. */
type Movements = Map<string, number>;

function listen(client: Stan, movements: Movements, channel: string, sign: 1 | -1): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('stock');
  client.subscribe(channel, options).on('message', (message: Message) => {
    const { id, pieces } = read<StockEvent['data']>(message);
    movements.set(id, sign * pieces);
    message.ack();
  });
}

export const stock = pair<Movements, StockEvent>({
  bug: 'forgets the second channel',
  shows: ['invariant'],
  mendedBy: 'a subscription for each channel',
  common: {
    events: [
      { channel: 'stock:added', data: { id: 's1', pieces: 9 } },
      { channel: 'stock:taken', data: { id: 's2', pieces: 4 } },
    ],
    createState: () => new Map(),
    invariant: (movements) => {
      assert.equal(
        [...movements.values()].reduce((a, b) => a + b, 0),
        5,
      );
    },
  },
  broken: service((client, movements) => listen(client, movements, 'stock:added', 1)),
  correct: service((client, movements) => {
    listen(client, movements, 'stock:added', 1);
    listen(client, movements, 'stock:taken', -1);
  }),
});
