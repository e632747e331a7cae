import type { Finding } from '../checker';
import type { History, OperationOf } from '../../history/operation';
import { invalid } from '../finding';
import type { Facts } from './facts';
import { unacknowledged } from './repeats';

export type Booking = OperationOf<'book'>;

/** All bookings on the account, in order. */
export function bookingsIn(history: History): Booking[] {
  return history.filter((operation) => operation.f === 'book');
}

/** What was left unacknowledged and did not come again in time: without that there is no lesson. */
export function neverAgain(facts: Facts, lateMs: number): Finding | undefined {
  for (const identity of facts.identities) {
    for (const passage of identity.passages.values()) {
      for (const { state, delivery } of unacknowledged(facts, identity, passage, lateMs)) {
        if (state === 'late') {
          const text = `event ${delivery.sequence} not again, though it was not acknowledged`;
          return invalid(text, delivery);
        }
      }
    }
  }
  return undefined;
}

/** A booking whose balance is not the one before plus its amount. */
export function miscalculated(bookings: readonly Booking[]): Finding | undefined {
  const latest = new Map<string, Booking>();
  for (const booking of bookings) {
    const { entity = '' } = booking;
    const before = latest.get(entity);
    const balance = (before?.balance ?? 0) + booking.amount;
    if (booking.balance !== balance) {
      return invalid(`a balance of ${booking.balance} instead of ${balance}`, before, booking);
    }
    latest.set(entity, booking);
  }
  return undefined;
}
