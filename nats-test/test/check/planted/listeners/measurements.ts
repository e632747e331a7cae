import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, service } from '../service';

interface Measured {
  readonly id: number;
  readonly degrees: number;
}
type Table = Map<number, number>;

const BATCH = 2;
const FLUSH_MS = 3;

/** Saves several at once, and acknowledges them when they are saved. */
function listen(client: Stan, table: Table, wish: { readonly flushes: boolean }): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('measurements')
    .setAckWait(3000);
  let batch: Message[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const message of batch) {
      const { id, degrees } = read<Measured>(message);
      table.set(id, degrees);
    }
    for (const message of batch.splice(0)) message.ack();
  };
  client.subscribe('weather:measured', options).on('message', (message: Message) => {
    const isNew = batch.every((it) => it.getSequence() !== message.getSequence());
    batch = [...batch, ...(isNew ? [message] : [])];
    if (batch.length >= BATCH) flush();
    else if (wish.flushes) timer ??= setTimeout(flush, FLUSH_MS);
  });
}

export const measurements = pair<Table, Measured>({
  bug: 'keeps the last, half batch for ever',
  shows: ['never acked'],
  mendedBy: 'ack in every branch',
  common: {
    channel: 'weather:measured',
    events: [
      { id: 1, degrees: 20 },
      { id: 2, degrees: 21 },
      { id: 3, degrees: 19 },
    ],
    createState: () => new Map(),
    invariant: (table) => assert.equal(table.size, 3),
  },
  broken: service((client, table) => listen(client, table, { flushes: false })),
  correct: service((client, table) => listen(client, table, { flushes: true })),
});
