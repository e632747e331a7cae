import type { Checker } from './checker';
import { bookingsIn, miscalculated, neverAgain, type Booking } from './facts/account';
import type { Facts } from './facts/facts';
import { vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';

/**
 * The lesson of a listener that books whatever comes: events out of order have overdrawn the account.
 * It is valid when just that has happened.
 * @param lateMs how much later than the ack wait what was left may come again
 */
export function overdrawn(lateMs = 10_000): Checker {
  return makeChecker('overdrawn', (facts) => check(facts, lateMs));
}

function check(facts: Facts, lateMs: number): Judged {
  const bookings = bookingsIn(facts.history);
  const wrong = neverAgain(facts, lateMs) ?? miscalculated(bookings);
  if (wrong) return wrong;
  const overdraft = findOverdraft(bookings);
  if (!overdraft) return vacuous('no event out of order that has overdrawn the account');
  const { balance, version } = overdraft;
  return valid(
    `danger shown: a balance of ${balance} when event ${version} was booked out of order`,
  );
}

/** The first booking below zero, if an event before it or itself was out of order. */
function findOverdraft(bookings: readonly Booking[]): Booking | undefined {
  let next = 1;
  let isOutOfOrder = false;
  for (const booking of bookings) {
    if (booking.version !== next++) isOutOfOrder = true;
    if (isOutOfOrder && booking.balance < 0) return booking;
  }
  return undefined;
}
