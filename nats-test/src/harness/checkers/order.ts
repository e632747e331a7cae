import type { Checker } from './checker';
import { longestWayMs, type Delivery, type Facts, type Identity } from './facts/facts';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/** What is new comes in the order of the sequences; what comes again may come at any time. */
export function order(): Checker {
  return makeChecker('order', check);
}

function check(facts: Facts): Judged {
  let judged = 0;
  for (const identity of facts.identities) {
    const news = firstDeliveries(identity);
    const wrong = findWrong(facts, identity, news);
    if (wrong) return wrong;
    if (news.length > 1) judged += news.length;
  }
  if (judged === 0) return vacuous('no two new events at one subscription');
  return valid(`${count(judged, 'first delivery', 'first deliveries')} in order`);
}

/** What a resumption or the member of a group sees first with the flag set was sent before. */
function firstDeliveries(identity: Identity): Delivery[] {
  const seen = new Set<number>();
  const news: Delivery[] = [];
  for (const step of identity.steps) {
    if (step.f !== 'deliver' || seen.has(step.sequence)) continue;
    seen.add(step.sequence);
    if (!step.redelivered) news.push(step);
  }
  return news;
}

function findWrong(
  facts: Facts,
  identity: Identity,
  news: readonly Delivery[],
): Judged | undefined {
  // Members have connections of their own, so that two events may be seen the other way round.
  const wayMs = longestWayMs(facts, identity);
  const lastOf = new Map<string, Delivery>();
  /** The highest one that was seen so long ago that it can't be a matter of connections. */
  let highest: Delivery | undefined;
  let next = 0;
  let begun = 0;
  for (const delivery of news) {
    // Whoever was killed may send again as new what he had sent.
    const nowBegun = facts.upheavals.unsettledAt(delivery.index);
    if (nowBegun !== begun) {
      begun = nowBegun;
      lastOf.clear();
      highest = undefined;
      while (news[next] && news[next] !== delivery) next++;
    }
    for (; next < news.length; next++) {
      const before = news[next];
      if (!before || facts.pauses.runningMs(before.timeMs, delivery.timeMs) <= wayMs) break;
      if (!highest || before.sequence > highest.sequence) highest = before;
    }
    const own = lastOf.get(delivery.subscription);
    for (const before of [own, highest]) {
      if (before && before.sequence > delivery.sequence) {
        if (identity.isGroup && mayBeAgain(facts, identity, delivery)) break;
        const numbers = `${delivery.sequence} after ${before.sequence}`;
        return invalid(`event ${numbers} at ${identity.label}`, before, delivery);
      }
    }
    lastOf.set(delivery.subscription, delivery);
  }
  return undefined;
}

/** One that left may have been sent it before: then it is the flag that is missing. */
function mayBeAgain(facts: Facts, identity: Identity, { value, timeMs }: Delivery): boolean {
  const published = facts.publications.get(value)?.asked;
  const company = facts.company(identity);
  const untilMs = facts.pauses.after(timeMs, company.wayMs);
  return published !== undefined && company.mayHaveSwallowed(published, untilMs);
}
