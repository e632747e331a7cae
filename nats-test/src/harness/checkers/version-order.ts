import type { Checker, Finding } from './checker';
import { bookingsIn, miscalculated, neverAgain } from './facts/account';
import { arrivalsAt } from './facts/arrivals';
import type { Facts } from './facts/facts';
import { readFacts } from './facts/read-facts';
import { invalid, unknown, valid } from './finding';
import { count } from './words';

/** How long an event may be under way. */
const GRACE_MS = 2000;

/**
 * A listener that goes by the version books every event once and in order, whatever the server does,
 * and the account is never overdrawn.
 * @param lateMs how much later than the ack wait what was left may come again
 */
export function versionOrder(lateMs = 10_000): Checker {
  return { name: 'version order', check: (history) => check(readFacts(history), lateMs) };
}

function check(facts: Facts, lateMs: number): Finding {
  const bookings = bookingsIn(facts.history);
  const wrong = neverAgain(facts, lateMs) ?? miscalculated(bookings);
  if (wrong) return wrong;
  if (bookings.length === 0) return unknown('nothing that was booked');
  let before = bookings[0];
  for (const [i, booking] of bookings.entries()) {
    const { version, balance } = booking;
    if (version !== i + 1) {
      const expected = `where ${i + 1} was next`;
      return invalid(`event ${version} booked ${expected}`, before, booking);
    }
    if (balance < 0) return invalid(`a balance of ${balance}`, before, booking);
    before = booking;
  }
  return (
    findUnbooked(facts, new Set(bookings.map(({ value }) => value))) ??
    valid(
      `${count(bookings.length, 'event')}, each booked once and in order, balance ${before?.balance ?? 0}`,
    )
  );
}

/** What was published for those who book, and was not booked. */
function findUnbooked(facts: Facts, booked: ReadonlySet<string>): Finding | undefined {
  const bookkeepers = new Set<string>();
  for (const operation of facts.history) {
    if (operation.f === 'book') bookkeepers.add(operation.subscription);
  }
  for (const identity of facts.identities) {
    if (!identity.members.some(({ name }) => bookkeepers.has(name))) continue;
    const { arrived, lost, open, heldBack } = arrivalsAt(facts, identity, GRACE_MS);
    const [missing] = lost;
    if (missing) {
      return invalid(`event ${missing.number} never delivered`, missing.asked, missing.answer);
    }
    for (const { value, number, asked, sequence } of [...arrived, ...open, ...heldBack]) {
      if (booked.has(value)) continue;
      const steps = identity.passages.get(sequence ?? 0)?.steps ?? [];
      const ack = steps.find(({ f }) => f === 'ack');
      if (ack)
        return invalid(`event ${number} acknowledged and never booked`, asked, steps[0], ack);
      return unknown(
        `event ${number} not booked when the history ended`,
        asked,
        ...steps.slice(-2),
      );
    }
  }
  return undefined;
}
