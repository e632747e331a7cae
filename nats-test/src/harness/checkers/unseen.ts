import type { History } from '../history/operation';
import type { TargetFacts } from '../history/target-facts';
import type { Checker } from './checker';
import { allArrivals } from './facts/arrivals';
import type { Facts, Publication } from './facts/facts';
import { readFacts } from './facts/read-facts';
import { unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/**
 * Nothing is left open: of each event that somebody is entitled to it is known whether it came. It is
 * never invalid, since what had the time to come and did not is `lost`.
 */
export function unseen(): Checker {
  return makeChecker('unseen', check);
}

/**
 * Of how many events nobody knows at the end of a history whether they are late or lost. What waits
 * for room is not among them, nor what was under way when the store was wiped.
 */
export function countOpen(history: History, target: TargetFacts): number {
  const facts = readFacts(history, target).at(-1);
  let open = 0;
  for (const identity of facts?.identities ?? []) {
    if (facts && !identity.endAsked) open += allArrivals(facts, identity).open.length;
  }
  return open;
}

function check(facts: Facts): Judged {
  let arrived = 0;
  let open = 0;
  let heldBack = 0;
  let trimmed = 0;
  let first: { publication: Publication; label: string } | undefined;
  for (const identity of facts.identities) {
    const arrivals = allArrivals(facts, identity);
    arrived += arrivals.arrived.length;
    // What was under way to one who died with it is nobody's any more.
    if (identity.endAsked) continue;
    open += arrivals.open.length;
    heldBack += arrivals.heldBack.length;
    trimmed += arrivals.trimmed.length;
    const [publication] = [...arrivals.open.slice(0, 1), ...arrivals.heldBack.slice(0, 1)];
    if (publication) first ??= { publication, label: identity.label };
  }
  if (first) {
    const { publication, label } = first;
    const held = heldBack === 0 ? '' : `, ${heldBack} of them held back by max in flight`;
    return unknown(
      `${count(open + heldBack, 'event')} not there when the history ended${held}; first number ${publication.number} at ${label}`,
      publication.asked,
      publication.answer,
    );
  }
  if (arrived === 0) return vacuous('no acknowledged event that anybody is entitled to');
  const gone = trimmed === 0 ? '' : `, and ${trimmed} trimmed before`;
  return valid(`${count(arrived, 'delivery', 'deliveries')}, none left open${gone}`);
}
