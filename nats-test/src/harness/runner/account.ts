import type { AccountEvent, Listener } from '../scenarios/scenario';

/** What a listener does with a delivery of an account's event. */
export interface Handling {
  /** The balance after it was booked; undefined when it was not. */
  readonly balance: number | undefined;
  readonly acknowledges: boolean;
}

/** The account of a scenario: what its listeners share, as services share a database. */
export class Account {
  /** Events booked. */
  bookings = 0;
  private balance = 0;
  private version = 0;
  /** Versions that came at least once. */
  private readonly seen = new Set<number>();

  /** Does with the event what the listener's rule says, failures included. */
  handle(event: AccountEvent, { rule, fails }: Listener & { readonly does: 'book' }): Handling {
    const isFirst = !this.seen.has(event.version);
    this.seen.add(event.version);
    const failure = isFirst ? fails?.find(({ version }) => version === event.version) : undefined;
    if (failure?.when === 'before') return { balance: undefined, acknowledges: false };
    if (rule === 'version') {
      // Done already: the ack of the delivery before did not make it.
      if (event.version <= this.version) return { balance: undefined, acknowledges: true };
      // Its predecessor is still to come; this one comes again, since it is not acknowledged.
      if (event.version > this.version + 1) return { balance: undefined, acknowledges: false };
    }
    this.bookings++;
    this.version = event.version;
    this.balance += event.amount;
    return { balance: this.balance, acknowledges: failure === undefined };
  }
}
