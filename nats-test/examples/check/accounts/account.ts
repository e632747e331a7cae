/** What the service that owns the accounts publishes: `version` counts the changes of one account. */
export interface AccountChanged {
  readonly accountId: string;
  readonly version: number;
  readonly kind: 'deposit' | 'withdraw';
  readonly amount: number;
}

/** What another service keeps of an account. */
export interface Account {
  balance: number;
  /** The lowest that the balance has ever been. */
  lowest: number;
  /** Of the last change that is in the balance. */
  version: number;
}

/** The other service's database. */
export type Accounts = Map<string, Account>;

/** An account that nobody has heard of has no money. */
export function accountOf(accounts: Accounts, accountId: string): Account {
  const account = accounts.get(accountId) ?? { balance: 0, lowest: 0, version: 0 };
  accounts.set(accountId, account);
  return account;
}

/** Changes the balance. */
export function book(account: Account, change: AccountChanged): void {
  account.balance += change.kind === 'deposit' ? change.amount : -change.amount;
  account.lowest = Math.min(account.lowest, account.balance);
}
