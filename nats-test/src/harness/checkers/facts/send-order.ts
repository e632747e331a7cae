import type { Delivery, Facts, Identity, Passage } from './facts';

/**
 * Deliveries of one event at one identity in the order in which they were sent. Members of a group
 * have connections of their own, so that the later one may be seen first; but redeliveries are
 * counted. A server that does not count sends the new one first, and as for the others nobody knows.
 * One that has forgotten what was counts anew.
 */
export function inSendOrder(facts: Facts, { isGroup }: Identity, { steps }: Passage): Delivery[] {
  const deliveries = steps.filter((step) => step.f === 'deliver');
  if (deliveries.length < 2 || !isGroup) return deliveries;
  const { upheavals } = facts;
  if (upheavals.isNone) return deliveries.sort((a, b) => rank(a) - rank(b));
  // A connection does not outlive the process that it leads to.
  const epochOf = ({ subscription, index }: Delivery): number =>
    upheavals.begunBefore(
      upheavals.isCluster ? index : (facts.member(subscription)?.session.asked?.index ?? 0),
    );
  return deliveries.sort((a, b) => epochOf(a) - epochOf(b) || rank(a) - rank(b));
}

/** Whether one delivery of an event to a group was surely sent before the other one. */
export function isSentBefore(one: Delivery, other: Delivery): boolean {
  return rank(one) < rank(other);
}

function rank({ redelivered, redeliveryCount }: Delivery): number {
  if (!redelivered) return 0;
  return redeliveryCount === 0 ? 1 : redeliveryCount;
}
