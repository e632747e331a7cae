import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';
import { Database } from 'node-sqlite3-wasm';

import { pair } from '../pair';
import { read, rest, service } from '../service';

interface Transfer {
  readonly id: string;
  readonly amount: number;
}

function openLedger(): Database {
  const ledger = new Database();
  ledger.exec('CREATE TABLE processed (id TEXT PRIMARY KEY)');
  ledger.exec('CREATE TABLE bookings (amount INTEGER NOT NULL)');
  return ledger;
}

function copyLedger(ledger: Database): Database {
  const copy = openLedger();
  for (const { id } of ledger.all('SELECT id FROM processed')) {
    copy.run('INSERT INTO processed VALUES (?)', id);
  }
  for (const { amount } of ledger.all('SELECT amount FROM bookings')) {
    copy.run('INSERT INTO bookings VALUES (?)', amount);
  }
  return copy;
}

function listen(client: Stan, handle: (transfer: Transfer) => Promise<void>): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('ledger')
    .setMaxInFlight(1);
  client.subscribe('money:transferred', options).on('message', (message: Message) => {
    void handle(read(message)).then(() => message.ack());
  });
}

/** The other bank is on the network. */
async function confirm(): Promise<void> {
  await rest(2);
}

export const ledger = pair<Database, Transfer>({
  bug: 'remembers first that an event is processed, and dies before the change is made',
  shows: ['invariant'],
  mendedBy: 'one transaction',
  common: {
    channel: 'money:transferred',
    events: [
      { id: 't1', amount: 500 },
      { id: 't2', amount: 20 },
    ],
    createState: openLedger,
    copyState: copyLedger,
    disposeState: (state) => state.close(),
    invariant: (state) => {
      assert.equal(state.get('SELECT sum(amount) AS sum FROM bookings')?.['sum'], 520);
    },
  },
  broken: service((client, state) => {
    listen(client, async ({ id, amount }) => {
      const { changes } = state.run('INSERT OR IGNORE INTO processed VALUES (?)', id);
      if (changes === 0) return;
      await confirm();
      state.run('INSERT INTO bookings VALUES (?)', amount);
    });
  }),
  correct: service((client, state) => {
    listen(client, async ({ id, amount }) => {
      await confirm();
      state.exec('BEGIN');
      const { changes } = state.run('INSERT OR IGNORE INTO processed VALUES (?)', id);
      if (changes > 0) state.run('INSERT INTO bookings VALUES (?)', amount);
      state.exec('COMMIT');
    });
  }),
});
