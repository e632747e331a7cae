import type { Checker } from './checker';
import { afterLost, arrivalsAt, GRACE_MS } from './facts/arrivals';
import { deliveredTwice } from './facts/doubles';
import { wrongEntries } from './facts/wrong-entry';
import type { Facts, Publication } from './facts/facts';
import { invalid, unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/** Of what was lost so many are named. */
const NAMED_MAX = 10;

/**
 * Every acknowledged event reaches every subscription, durable and queue group that is entitled to
 * it, as new at most once, and nothing comes that was not published. An event whose publishing had an
 * unknown outcome may come.
 * @param graceMs how long an event may be under way
 */
export function delivered(graceMs = GRACE_MS): Checker {
  return makeChecker('delivered', (facts) => check(facts, graceMs));
}

function check(facts: Facts, graceMs: number): Judged {
  const [wrong] = facts.once(wrongEntries);
  if (wrong) return wrong.finding;
  const entitled = new Set<string>();
  let heldBack = 0;
  let open = 0;
  for (const identity of facts.identities) {
    const twice = deliveredTwice(facts, identity);
    if (twice) return twice;
    const arrivals = arrivalsAt(facts, identity, graceMs);
    const { lost, arrived } = arrivals;
    const [first] = lost;
    if (first) {
      const all = arrived.length + lost.length;
      return invalid(
        `${lost.length} of ${count(all, 'event')} never delivered to ${identity.label}: ${listed(lost)}`,
        identity.members[0]?.asked,
        afterLost(arrivals, first),
        ...lost.flatMap(({ asked, answer }) => [asked, answer]),
      );
    }
    heldBack += arrivals.heldBack.length;
    open += arrivals.open.length;
    for (const { value } of arrived) entitled.add(value);
  }
  if (heldBack > 0) return unknown(`${count(heldBack, 'event')} still held back by max in flight`);
  if (open > 0) {
    return unknown(`${count(open, 'event')} not delivered when the history ended or went dark`);
  }
  if (entitled.size === 0) return vacuous('no acknowledged event that anybody is entitled to');
  return valid(`${count(entitled.size, 'event')}, all delivered${recovered(facts)}`);
}

/** Events by their place among those that were published on the channel. */
function listed(publications: readonly Publication[]): string {
  const numbers = publications.slice(0, NAMED_MAX).map(({ number }) => number);
  const more = publications.length - numbers.length;
  return `number ${numbers.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
}

function recovered({ publications }: Facts): string {
  let some = 0;
  for (const { answer, sequence } of publications.values()) {
    if (answer?.type === 'info' && sequence !== undefined) some++;
  }
  return some === 0 ? '' : `, and ${some} of unknown outcome`;
}
