import assert from 'node:assert/strict';
import type { Account, AccountChanged, Accounts } from './account';

/** In this order no cent is missing; in another one the withdrawal finds too little. */
export const changes: readonly AccountChanged[] = [
  { accountId: 'a1', version: 1, kind: 'deposit', amount: 70 },
  { accountId: 'a1', version: 2, kind: 'deposit', amount: 40 },
  { accountId: 'a1', version: 3, kind: 'withdraw', amount: 100 },
];

/** What must be true when all has been delivered, however often and in whatever order. */
export function expectRightBalance(accounts: Accounts): void {
  const { balance, lowest } = accounts.get('a1') as Account;
  assert.equal(balance, 10, `the balance is ${balance}, expected 10`);
  assert.ok(lowest >= 0, `the balance went down to ${lowest}, though there was always enough`);
}
