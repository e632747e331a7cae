import { describe, expect, it } from 'vitest';
import { Account } from '../../../src/harness/runner/account';

const DEPOSIT = { version: 1, amount: 70 };
const SECOND = { version: 2, amount: 40 };
const WITHDRAWAL = { version: 3, amount: -100 };

describe('a naive listener', () => {
  const naive = { does: 'book', rule: 'naive' } as const;

  it('books whatever comes, in the order in which it comes', () => {
    const account = new Account();

    const balances = [SECOND, WITHDRAWAL, DEPOSIT].map(
      (event) => account.handle(event, naive).balance,
    );

    expect(balances).toEqual([40, -60, 10]);
  });

  it('books an event twice when it comes twice', () => {
    const account = new Account();
    account.handle(DEPOSIT, naive);

    expect(account.handle(DEPOSIT, naive)).toEqual({ balance: 140, acknowledges: true });
  });

  it.each([
    ['before', [undefined, 70]],
    ['after', [70, 140]],
  ] as const)('that fails %s it has booked, at the first delivery alone', (when, balances) => {
    const account = new Account();
    const fails = [{ version: 1, when }];

    const handlings = [1, 2].map(() => account.handle(DEPOSIT, { ...naive, fails }));

    expect(handlings).toEqual([
      { balance: balances[0], acknowledges: false },
      { balance: balances[1], acknowledges: true },
    ]);
  });
});

describe('a listener that looks at versions', () => {
  const versioned = { does: 'book', rule: 'version' } as const;

  it('leaves what is too early unacknowledged, so that it comes again', () => {
    const account = new Account();

    expect(account.handle(SECOND, versioned)).toEqual({ balance: undefined, acknowledges: false });
    account.handle(DEPOSIT, versioned);
    expect(account.handle(SECOND, versioned)).toEqual({ balance: 110, acknowledges: true });
  });

  it('acknowledges what it has booked already, and books it no more', () => {
    const account = new Account();
    account.handle(DEPOSIT, versioned);

    expect(account.handle(DEPOSIT, versioned)).toEqual({ balance: undefined, acknowledges: true });
    expect(account.bookings).toBe(1);
  });
});
