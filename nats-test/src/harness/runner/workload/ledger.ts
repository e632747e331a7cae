import type { AccountEvent } from '../../scenarios/scenario';
import { Account, type Handling } from '../account';

/** Books the next version only: older ones are done, newer ones come again when it is their turn. */
const BY_VERSION = { does: 'book', rule: 'version' } as const;

/** The accounts of a workload: what its listeners share, as services share a database. */
export class Ledger {
  private readonly accounts = new Map<string, Account>();

  book({ entity, ...event }: AccountEvent & { readonly entity: string }): Handling {
    const account = this.accounts.get(entity) ?? new Account();
    this.accounts.set(entity, account);
    return account.handle(event, BY_VERSION);
  }
}
