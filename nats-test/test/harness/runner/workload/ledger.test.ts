import { expect, test } from 'vitest';

import { Ledger } from '../../../../src/harness/runner/workload/ledger';

const event = (version: number, amount = 10, entity = 'ann') => ({ entity, version, amount });

test('the next version is booked and acknowledged', () => {
  const ledger = new Ledger();
  expect(ledger.book(event(1, 70))).toEqual({ balance: 70, acknowledges: true });
  expect(ledger.book(event(2, -30))).toEqual({ balance: 40, acknowledges: true });
});

test('what was booked before is acknowledged and not booked again', () => {
  const ledger = new Ledger();
  ledger.book(event(1));
  expect(ledger.book(event(1))).toEqual({ balance: undefined, acknowledges: true });
});

test('what comes before its turn is left for later', () => {
  const ledger = new Ledger();
  expect(ledger.book(event(2))).toEqual({ balance: undefined, acknowledges: false });
});

test('each account has versions and a balance of its own', () => {
  const ledger = new Ledger();
  ledger.book(event(1, 70, 'ann'));
  expect(ledger.book(event(1, 5, 'bob'))).toEqual({ balance: 5, acknowledges: true });
});
