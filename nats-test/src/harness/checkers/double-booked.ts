import type { Checker } from './checker';
import { bookingsIn, miscalculated, neverAgain, type Booking } from './facts/account';
import type { Facts } from './facts/facts';
import { unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';

/**
 * The lesson of a listener that books whatever comes: an event that came again was booked twice, and
 * the balance is off by it. It is valid when just that has happened.
 * @param lateMs how much later than the ack wait what was left may come again
 */
export function doubleBooked(lateMs = 10_000): Checker {
  return makeChecker('double booked', (facts) => check(facts, lateMs));
}

function check(facts: Facts, lateMs: number): Judged {
  const bookings = bookingsIn(facts.history);
  const wrong = neverAgain(facts, lateMs) ?? miscalculated(bookings);
  if (wrong) return wrong;
  const once = new Map<string, Booking>();
  const twice: Booking[] = [];
  for (const booking of bookings) {
    if (once.has(booking.value)) twice.push(booking);
    else once.set(booking.value, booking);
  }
  const [first] = twice;
  if (!first) return vacuous('no event that was booked twice');
  let right = 0;
  for (const { amount } of once.values()) right += amount;
  const balance = bookings.at(-1)?.balance ?? 0;
  if (balance === right) return unknown('events booked twice, and the balance right all the same');
  return valid(
    `danger shown: event ${first.version} booked twice, a balance of ${balance} instead of ${right}`,
  );
}
