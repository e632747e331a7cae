import { longestWayMs, type Delivery, type Facts, type Identity } from './facts';
import { notSentBefore } from './sent-times';

/**
 * Why the first delivery that was seen of an event may have the flag: it was sent before to somebody
 * who left. `perhaps`: it was sent before to a member, whose connection is slower.
 */
export function mayBeFlagged(
  facts: Facts,
  identity: Identity,
  delivery: Delivery,
): 'yes' | 'perhaps' | 'no' {
  if (identity.isUncertain) return 'yes';
  const { members, isGroup } = identity;
  const publication = facts.publications.get(delivery.value);
  const since = notSentBefore(facts, identity, delivery.value);
  if (since && facts.upheavals.isBetween(since, delivery)) return 'yes';
  if (!isGroup) return members[0]?.name === delivery.subscription ? 'no' : 'yes';
  if (!publication) return 'yes';
  const { asked } = publication;
  // What was on its way to somebody when that one left was seen by nobody.
  const untilMs = facts.pauses.after(delivery.timeMs, longestWayMs(facts, identity));
  const company = facts.company(identity);
  if (company.mayHaveSwallowed(asked, untilMs)) return 'yes';
  if (members.length === 1) return 'no';
  return delivery.timeMs - asked.timeMs >= company.shortestAckWaitMs - EARLY_MS ? 'perhaps' : 'no';
}

const EARLY_MS = 20;

/**
 * Whether the delivery that came before a flagged one may still be on its way to another member when
 * the history ends.
 */
export function mayBeUnderWay(facts: Facts, identity: Identity, flagged: Delivery): boolean {
  const sentAtLatestMs = flagged.timeMs - facts.company(identity).shortestAckWaitMs;
  const wayMs = longestWayMs(facts, identity);
  return facts.pauses.runningMs(sentAtLatestMs, facts.endMs) <= wayMs;
}
