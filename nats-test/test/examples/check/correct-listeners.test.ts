import { type CheckOptions, checkListener } from 'nats-test';
import { expect, test } from 'vitest';

import accounts from '../../../examples/check/accounts-versioned.check';
import payments from '../../../examples/check/payments-transaction.check';
import tickets from '../../../examples/check/tickets-versioned.check';

test.each(Object.entries({ accounts, tickets, payments }))(
  '%s: they survive all that breaks their naive twins',
  async (_, check) => {
    const { verdict, explored } = await checkListener({ ...(check as CheckOptions), seed: 1 });

    expect(verdict).toBe('passed');
    expect(explored.schedules).toBe(200);
    const { lostAcks, redeliveries, reorderings, overlaps, crashes, serverRestarts } = explored;
    const seen = [lostAcks, redeliveries, reorderings, overlaps, crashes, serverRestarts];
    expect(Math.min(...seen), JSON.stringify(explored)).toBeGreaterThan(0);
  },
);

test('the typed base listener lives on when an event comes that is no JSON', async () => {
  const { verdict } = await checkListener({
    ...tickets,
    poison: ['no JSON'],
    schedules: 50,
    seed: 1,
  });

  expect(verdict).toBe('passed');
});
