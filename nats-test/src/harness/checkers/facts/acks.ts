import type { Operation } from '../../history/operation';
import { deafFrom, type Ack, type Delivery, type Facts, type Identity, type Member } from './facts';
import { rivalsOf } from './clashes';
import { firstAskedAfter } from './entitlement';
import { sentNotBefore } from './sent-times';

/**
 * When an ack was surely at the server, or undefined when nobody can say. It is one-way: either
 * something that the client asked for later was answered, since connections keep the order, or it
 * had all the time that it may have needed.
 * @param held the delivery that it acknowledges
 * @param heldSentMs when that was sent at the earliest
 */
export function ackThereMs(
  facts: Facts,
  identity: Identity,
  ack: Ack,
  held: Delivery,
  heldSentMs = sentNotBefore(facts, held),
): number | undefined {
  const holder = facts.member(held.subscription);
  // Servers differ in what the ack of an earlier holder counts.
  if (!holder || held.subscription !== ack.subscription) return undefined;
  const left = deafFrom(holder);
  if (left && left.index < ack.index) return undefined;
  const { client } = ack;
  const answer = facts.links.answeredSince(client, ack);
  const graceMs = facts.pauses.after(ack.timeMs, facts.links.wayMs(client));
  const thereMs = answer ? Math.min(answer.timeMs, graceMs) : graceMs;
  if (brokenOffMs(holder) <= thereMs) return undefined;
  if (answer && left && mayBeReplaced(facts, holder, answer)) return undefined;
  if (identity.isGroup && identity.members.length > 1) {
    // When its time is over the event is another member's, and this ack one of an earlier holder.
    if (thereMs >= heldSentMs + holder.terms.ackWaitMs) return undefined;
  }
  return thereMs;
}

/**
 * When the way to the member was broken off. Its goodbye alone breaks nothing, and when that is
 * answered the server had all that was sent before it; but it may be lost, with the acks before it.
 */
function brokenOffMs({ ended, silent, session }: Member): number {
  if (ended) return Number.POSITIVE_INFINITY;
  const times = [silent, session.deafFrom].map((at) => at?.timeMs ?? Number.POSITIVE_INFINITY);
  return Math.min(...times);
}

/**
 * Whether somebody else was being let in under the member's client ID when the server answered. Acks
 * that were there, and waited to be looked at, are void then: the real server (0.17.0) takes acks over
 * a connection of its own, and puts goodbyes behind them, but not a client that replaces another one.
 */
function mayBeReplaced(facts: Facts, { ended, session }: Member, { index }: Operation): boolean {
  if (ended) return false;
  const since = session.answer?.index ?? -1;
  return rivalsOf(facts, session).some(
    ({ asked, answer: letIn }) =>
      asked !== undefined &&
      asked.index > since &&
      asked.index < index &&
      letIn?.type !== 'fail' &&
      (letIn?.index ?? Number.POSITIVE_INFINITY) > index,
  );
}

/**
 * Whether the server surely had the ack when it sent the delivery: the client of both had an answer
 * between to something that it had asked for after the ack.
 */
export function isAnsweredBefore({ links }: Facts, ack: Ack, delivery: Delivery): boolean {
  const answer = links.answeredSince(ack.client, ack);
  return answer !== undefined && ack.client === delivery.client && answer.index < delivery.index;
}

/**
 * Whether the server may have forgotten the ack when it sent the delivery. The real one (0.17.0) with
 * a file store, killed, forgets acks unless an event of the channel was stored after them: that
 * writes them to the file. One that is asked to end (SIGTERM) writes them, too.
 */
export function mayBeForgotten(facts: Facts, ack: Ack, later: Delivery): boolean {
  return facts.upheavals.mayForget(ack, later, (index, isInOrder) =>
    isOnDisk(facts, ack, index, isInOrder),
  );
}

function isOnDisk(
  { links, channels }: Facts,
  ack: Ack,
  beforeIndex: number,
  isInOrder: boolean,
): boolean {
  const answer = links.answeredSince(ack.client, ack);
  if (!answer || answer.index > beforeIndex) return false;
  if (isInOrder) return true;
  const all = channels.get(ack.channel) ?? [];
  for (let i = firstAskedAfter(all, answer.index); i < all.length; i++) {
    const publication = all[i];
    if (!publication || publication.asked.index > beforeIndex) return false;
    const stored = publication.answer;
    if (stored?.type === 'ok' && stored.index < beforeIndex) return true;
  }
  return false;
}
