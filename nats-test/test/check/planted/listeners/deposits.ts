import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, service } from '../service';

interface Deposit {
  readonly id: string;
  readonly amount: number;
}
interface Account {
  balance: number;
  readonly booked: Set<string>;
}

function listen(client: Stan, handle: (deposit: Deposit) => void): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('balance');
  client.subscribe('account:deposit', options).on('message', (message: Message) => {
    handle(read(message));
    message.ack();
  });
}

export const deposits = pair<Map<string, Account>, Deposit>({
  bug: 'books a deposit again that comes again',
  shows: ['invariant'],
  mendedBy: 'idempotency key',
  common: {
    channel: 'account:deposit',
    events: [
      { id: 'd1', amount: 70 },
      { id: 'd2', amount: 40 },
    ],
    createState: () => new Map([['a1', { balance: 0, booked: new Set() }]]),
    invariant: (accounts) => assert.equal(accounts.get('a1')?.balance, 110),
  },
  broken: service((client, accounts) => {
    listen(client, ({ amount }) => {
      accounts.get('a1')!.balance += amount;
    });
  }),
  correct: service((client, accounts) => {
    listen(client, ({ id, amount }) => {
      const account = accounts.get('a1')!;
      if (account.booked.has(id)) return;
      account.balance += amount;
      account.booked.add(id);
    });
  }),
});
