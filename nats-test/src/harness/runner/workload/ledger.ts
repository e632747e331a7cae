/** An event of an account. */
export interface AccountEvent {
  readonly entity: string;
  readonly version: number;
  readonly amount: number;
}

/** What a service does with it. */
export interface Booking {
  /** The balance after it was booked; undefined when it was not. */
  readonly balance: number | undefined;
  readonly acknowledges: boolean;
}

/** The accounts of a workload: what its listeners share, as services share a database. */
export class Ledger {
  private readonly accounts = new Map<string, { version: number; balance: number }>();

  /** Books the next version only: older ones are done, newer ones come again when it is their turn. */
  book({ entity, version, amount }: AccountEvent): Booking {
    const account = this.accounts.get(entity) ?? { version: 0, balance: 0 };
    this.accounts.set(entity, account);
    if (version <= account.version) return { balance: undefined, acknowledges: true };
    if (version > account.version + 1) return { balance: undefined, acknowledges: false };
    account.version = version;
    account.balance += amount;
    return { balance: account.balance, acknowledges: true };
  }
}
