import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Message, Stan } from 'node-nats-streaming';

import { FakeDatabase } from '../fake-database';
import { pair } from '../pair';
import { read, service } from '../service';

interface Change {
  readonly wallet: string;
  readonly version: number;
  readonly amount: number;
}
interface Wallet {
  readonly version: number;
  readonly balance: number;
}
type Wallets = FakeDatabase<Wallet>;

/** Changes of several wallets, each with versions of its own. */
const changes = fc
  .array(
    fc.record({ wallet: fc.constantFrom('w1', 'w2'), amount: fc.integer({ min: 1, max: 9 }) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((all) =>
    all.map((it, i): Change => {
      const before = all.slice(0, i).filter(({ wallet }) => wallet === it.wallet).length;
      return { ...it, version: before + 1 };
    }),
  );

function listen(client: Stan, handle: (message: Message) => Promise<boolean>): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('wallets')
    .setAckWait(1000);
  client.subscribe('wallet:changed', 'wallets', options).on('message', (message: Message) => {
    void handle(message).then((isDone) => {
      if (isDone) message.ack();
    });
  });
}

async function add(wallets: Wallets, { wallet, version, amount }: Change): Promise<boolean> {
  for (;;) {
    const found = await wallets.find(wallet);
    const { version: last, balance } = found ?? { version: 0, balance: 0 };
    if (version !== last + 1) return version <= last;
    if (await wallets.saveOver(wallet, found, { version, balance: balance + amount })) return true;
  }
}

export const wallets = pair<Wallets, Change>({
  bug: 'takes what comes after a later one for old, and throws it away',
  shows: ['invariant'],
  mendedBy: 'version',
  common: {
    channel: 'wallet:changed',
    events: changes,
    createState: () => new FakeDatabase(),
    copyState: (state) => state.copy(),
    invariant: (state, events) => {
      for (const wallet of new Set(events.map((it) => it.wallet))) {
        const sum = events.reduce((all, it) => all + (it.wallet === wallet ? it.amount : 0), 0);
        assert.equal(state.peek(wallet)?.balance, sum, `wallet ${wallet}`);
      }
    },
  },
  broken: service((client, state) => {
    listen(client, async (message) => {
      const { wallet, amount } = read<Change>(message);
      for (;;) {
        const found = await state.find(wallet);
        const { version: last, balance } = found ?? { version: 0, balance: 0 };
        const version = message.getSequence();
        if (version <= last) return true;
        if (await state.saveOver(wallet, found, { version, balance: balance + amount }))
          return true;
      }
    });
  }),
  correct: service((client, state) => {
    listen(client, (message) => add(state, read(message)));
  }),
});
