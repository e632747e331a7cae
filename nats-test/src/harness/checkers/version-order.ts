import type { Checker, Finding, Scope } from './checker';
import { bookingsIn, miscalculated, neverAgain, type Booking } from './facts/account';
import { allArrivals } from './facts/arrivals';
import type { Facts } from './facts/facts';
import { readFacts } from './facts/read-facts';
import { invalid, unknown, valid } from './finding';
import { LATE_MS } from './too-late';
import { count } from './words';

/**
 * A listener that goes by the version books every event once and in order, whatever the server does,
 * and no account is ever overdrawn.
 * @param lateMs how much later than the ack wait what was left may come again
 */
export function versionOrder(lateMs = LATE_MS, scope: Scope = 'alone'): Checker {
  return {
    name: 'version order',
    // Accounts outlive the server's store: they are the listeners'.
    check: (history, target) => check(readFacts(history, target), history, lateMs, scope),
  };
}

function check(
  lives: readonly Facts[],
  history: Parameters<Checker['check']>[0],
  lateMs: number,
  scope: Scope,
): Finding {
  const bookings = bookingsIn(history);
  const late = scope === 'alone' ? first(lives, (facts) => neverAgain(facts, lateMs)) : undefined;
  const wrong = late ?? miscalculated(bookings);
  if (wrong) return wrong;
  if (bookings.length === 0) return unknown('nothing that was booked');
  const latest = new Map<string, Booking>();
  for (const booking of bookings) {
    const { entity = '', version, balance } = booking;
    const before = latest.get(entity);
    const next = (before?.version ?? 0) + 1;
    const which = entity === '' ? '' : ` of ${entity}`;
    if (version !== next) {
      const text = `event ${version}${which} booked where ${next} was next`;
      return invalid(text, before ?? booking, booking);
    }
    if (balance < 0) return invalid(`a balance of ${balance}${which}`, before ?? booking, booking);
    latest.set(entity, booking);
  }
  const booked = bookedIn(history, bookings);
  const unbooked = first(lives, (facts) => findUnbooked(facts, booked, scope));
  if (unbooked) return unbooked;
  const accounts = latest.size === 1 ? '' : ` of its account, ${latest.size} accounts`;
  let sum = 0;
  for (const { balance } of latest.values()) sum += balance;
  return valid(
    `${count(bookings.length, 'event')}, each booked once and in order${accounts}, balance ${sum}`,
  );
}

/** An invalid finding of any life, else an unknown one of the last. */
function first(
  lives: readonly Facts[],
  judge: (facts: Facts) => Finding | undefined,
): Finding | undefined {
  let open: Finding | undefined;
  for (const facts of lives) {
    const finding = judge(facts);
    if (finding?.verdict === 'invalid') return finding;
    if (!facts.isWiped) open = finding;
  }
  return open;
}

/** What is booked, and other attempts to publish the same: who gets those has booked them. */
function bookedIn(
  history: Parameters<Checker['check']>[0],
  bookings: readonly Booking[],
): ReadonlySet<string> {
  const firsts = new Map<string, string>();
  for (const operation of history) {
    if (operation.f !== 'publish' || operation.attemptOf === undefined) continue;
    firsts.set(operation.value, operation.attemptOf);
  }
  const booked = new Set<string>();
  for (const { value } of bookings) booked.add(value).add(firsts.get(value) ?? value);
  for (const [value, first] of firsts) if (booked.has(first)) booked.add(value);
  return booked;
}

/** What was published for those who book, and was not booked. */
function findUnbooked(
  facts: Facts,
  booked: ReadonlySet<string>,
  scope: Scope,
): Finding | undefined {
  const bookkeepers = new Set<string>();
  for (const operation of facts.history) {
    if (operation.f === 'book') bookkeepers.add(operation.subscription);
  }
  let open: Finding | undefined;
  for (const identity of facts.identities) {
    if (!identity.members.some(({ name }) => bookkeepers.has(name))) continue;
    const { arrived, lost, open: missingYet, heldBack } = allArrivals(facts, identity);
    const [missing] = lost;
    if (missing && scope === 'alone') {
      return invalid(`event ${missing.number} never delivered`, missing.asked, missing.answer);
    }
    for (const { value, number, asked, sequence } of [...arrived, ...missingYet, ...heldBack]) {
      if (booked.has(value)) continue;
      const steps = identity.passages.get(sequence ?? 0)?.steps ?? [];
      const ack = steps.find(({ f }) => f === 'ack');
      if (ack)
        return invalid(`event ${number} acknowledged and never booked`, asked, steps[0], ack);
      open ??= unknown(
        `event ${number} not booked when the history ended`,
        asked,
        ...steps.slice(-2),
      );
    }
  }
  return open;
}
