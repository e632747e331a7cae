import assert from 'node:assert/strict';
import type { Database } from 'node-sqlite3-wasm';
import { balanceOf } from './database';
import type { PaymentReceived } from './payment';

export const payments: readonly PaymentReceived[] = [
  { paymentId: 'p1', accountId: 'a1', amount: 70 },
  { paymentId: 'p2', accountId: 'a2', amount: 5 },
  { paymentId: 'p3', accountId: 'a1', amount: 40 },
];

/** What must be true when all has been delivered, however often and in whatever order. */
export function expectEachPaymentOnce(database: Database): void {
  const balances = { a1: balanceOf(database, 'a1'), a2: balanceOf(database, 'a2') };
  assert.deepEqual(balances, { a1: 110, a2: 5 });
}
