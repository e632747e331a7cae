import { ackThereMs, isAnsweredBefore, mayBeForgotten } from './acks';
import {
  deafFrom,
  isPresent,
  marginMs,
  type Ack,
  type Delivery,
  type Facts,
  type Identity,
  type Member,
  type Passage,
} from './facts';
import { inSendOrder } from './send-order';
import { sentNotBefore } from './sent-times';

/** A server may send a little before it is due, and clocks differ. */
const EARLY_MS = 20;

/** An event that came again, and what was sent before it. */
export interface Repeat {
  readonly earlier: Delivery;
  readonly later: Delivery;
  /** Who has got them. */
  readonly holder: Member;
  readonly receiver: Member;
  /** The first ack of any delivery before, seen before the later one came. */
  readonly ack: Ack | undefined;
  /** A right server had the ack and would not have sent it again. */
  readonly isAfterAck: boolean;
  /** It came again before the first one's ack wait can have been over, and its holder was there. */
  readonly isEarly: boolean;
}

/**
 * Whether an event that came twice as if it were new was at two members of a group at a time: before
 * the first one's ack wait was over.
 */
export function isAtTwo(
  facts: Facts,
  { isGroup }: Identity,
  first: Delivery,
  second: Delivery,
): boolean {
  if (!isGroup || first.subscription === second.subscription) return false;
  const holder = facts.member(first.subscription);
  // What one who left had goes on to another one at once, with the flag.
  if (!holder || holder.session.silent?.f === 'lost' || !isPresent(holder, second)) return false;
  const { ackWaitMs } = holder.terms;
  return second.timeMs < sentNotBefore(facts, first) + ackWaitMs - EARLY_MS;
}

/** A delivery, by whom it was got, and the ack that the receiver has sent for it. */
interface Hold {
  readonly delivery: Delivery;
  readonly sentMs: number;
  readonly ack: Ack | undefined;
  /** The server surely had the ack at some time while the event was with this receiver. */
  readonly isAckSure: boolean;
}

/** All that came again of one event at one identity, in the order in which it was sent. */
export function repeatsOf(facts: Facts, identity: Identity, passage: Passage): Repeat[] {
  const deliveries = inSendOrder(facts, identity, passage);
  if (deliveries.length < 2) return [];
  const repeats: Repeat[] = [];
  const holds: Hold[] = [];
  const acks = passage.steps.filter((step) => step.f === 'ack');
  let holder: Member | undefined;
  let dueMs = 0;
  for (const delivery of deliveries) {
    const receiver = facts.member(delivery.subscription);
    if (!receiver) continue;
    let sentMs = sentNotBefore(facts, delivery);
    const earlier = holds.at(-1)?.delivery;
    if (earlier && holder) {
      const isHeld =
        holder.session.silent?.f !== 'lost' &&
        isPresent(holder, delivery) &&
        keepsTime(facts, earlier, delivery);
      const isTooSoon = isHeld && delivery.timeMs < dueMs - EARLY_MS;
      if (isHeld && !isTooSoon) sentMs = Math.max(sentMs, dueMs - EARLY_MS);
      const ack = acks.find(({ index }) => index < delivery.index);
      const isAfterAck = isAfterSureAck(facts, identity, holds, delivery);
      // What is new may be seen after what was sent again to another member.
      const isEarly =
        isTooSoon &&
        delivery.redelivered &&
        // Two leaders of a cluster count each by itself: then the counts say nothing of the order.
        delivery.index > earlier.index &&
        !isOffBeat(facts, identity, earlier, delivery);
      repeats.push({ earlier, later: delivery, holder, receiver, ack, isAfterAck, isEarly });
    }
    const ackWaitMs = shortestAckWaitMs(facts, identity, receiver);
    // The next one is due an ack wait after this one was due, however late this one came.
    const nextDueMs = sentMs + ackWaitMs;
    const isSame = holder === receiver || (earlier && isResumed(identity, receiver, earlier));
    dueMs = isSame ? Math.min(nextDueMs, dueMs + ackWaitMs) : nextDueMs;
    holder = receiver;
    holds.push(holdOf(facts, identity, acks, delivery, sentMs));
  }
  return repeats;
}

/**
 * Whether a durable was resumed since. The real server (0.17.0) goes on with the ack wait that began
 * when it first sent the event: resumed after 1.5 of them, it sends after 2.5 and after 3.
 */
function isResumed({ isDurable }: Identity, receiver: Member, earlier: Delivery): boolean {
  return isDurable && receiver.asked.index > earlier.index;
}

/** Nobody knows to whom what was seen of a group was sent first if the server does not count. */
function shortestAckWaitMs(facts: Facts, identity: Identity, receiver: Member): number {
  if (!identity.isGroup) return receiver.terms.ackWaitMs;
  return facts.company(identity).shortestAckWaitMs;
}

/**
 * Whether an ack wait that began with one delivery was surely still running at the next one: the
 * server was not restarted between, which sends all again that is pending, and its clock has not
 * jumped.
 */
function keepsTime(facts: Facts, earlier: Delivery, later: Delivery): boolean {
  if (facts.upheavals.isBetween(earlier, later)) return false;
  const since = facts.publications.get(earlier.value)?.asked.index ?? 0;
  return !facts.clockJumps.some(({ index }) => index > since && index < later.index);
}

/** A server hands on what a member had some 100 ms after that one left; twice is a little more. */
const HANDING_ON_MS = 500;

/** Whether a member may have left since about the delivery. */
export function isHandedOn(
  facts: Facts,
  identity: Identity,
  delivery: Delivery,
  byMs: number,
  sinceMs = delivery.timeMs,
): boolean {
  if (!identity.isGroup) return false;
  return facts.company(identity).allGoneMs(byMs) >= sinceMs - HANDING_ON_MS;
}

/**
 * Whether the ack wait of a delivery may not have been kept to, since a member has left. The real
 * server then sends again what the others have, too, and each of them on a beat of its own for an ack
 * wait from then on: an event came again 100 ms after one had left, 0.7 s after that, and 0.2 s after that.
 */
function isOffBeat(facts: Facts, identity: Identity, earlier: Delivery, later: Delivery): boolean {
  const ackWaitMs = facts.member(earlier.subscription)?.terms.ackWaitMs ?? 0;
  return isHandedOn(facts, identity, earlier, later.timeMs, earlier.timeMs - ackWaitMs);
}

function holdOf(
  facts: Facts,
  identity: Identity,
  acks: readonly Ack[],
  delivery: Delivery,
  sentMs: number,
): Hold {
  const ack = acks.find(
    ({ subscription, index }) => subscription === delivery.subscription && index > delivery.index,
  );
  const isAckSure =
    ack !== undefined && ackThereMs(facts, identity, ack, delivery, sentMs) !== undefined;
  return { delivery, sentMs, ack, isAckSure };
}

/**
 * Whether a right server can't have sent it, since it had an ack. That is so when the same client had
 * an answer between to something that it asked for after the ack. Without that the ack may have been
 * late, or the server so busy that it looked at the ack wait first; but not twice in a row, each time
 * for an ack wait that was kept to.
 */
function isAfterSureAck(
  facts: Facts,
  identity: Identity,
  holds: readonly Hold[],
  later: Delivery,
): boolean {
  const { pauses, links } = facts;
  if (isAckedOverAndOver(facts, identity, holds, later)) return true;
  const hasOthers = identity.isGroup && identity.members.length > 1;
  for (const [i, { ack, isAckSure }] of holds.entries()) {
    if (!ack || !isAckSure || ack.index > later.index) continue;
    const sinceAckMs = pauses.runningMs(ack.timeMs, later.timeMs);
    if (sinceAckMs <= ACK_MS || mayBeForgotten(facts, ack, later)) continue;
    if (isAnsweredBefore(facts, ack, later)) return true;
    const last = holds.at(-1);
    if (!last || holds.length - 1 <= i || last.delivery.index < ack.index) continue;
    const wasAckedAgain = last.ack && last.isAckSure && last.ack.index < later.index;
    if (hasOthers && !wasAckedAgain) continue;
    const ackWaitMs = facts.member(last.delivery.subscription)?.terms.ackWaitMs ?? 0;
    const betweenMs = pauses.runningMs(last.delivery.timeMs, later.timeMs);
    const isKeptTo = Math.abs(betweenMs - ackWaitMs) <= KEPT_TO_MS;
    if (isKeptTo && sinceAckMs > ackWaitMs + Math.max(ACK_MS, links.longestMarginMs)) return true;
  }
  return false;
}

/** So many acks in a row do not each come too late. */
const OVER_AND_OVER = 5;

/**
 * Whether the receiver has acknowledged it again and again, each time with an answer to something
 * that it asked for afterwards, and gets it all the same. In a group an ack may find the event with
 * another member; but for that to be so each time, the others' ack waits leave no room. Seen of a
 * cluster (0.17.0) whose leader was frozen: it goes on sending after another one leads.
 */
function isAckedOverAndOver(
  facts: Facts,
  identity: Identity,
  holds: readonly Hold[],
  later: Delivery,
): boolean {
  if (holds.length < OVER_AND_OVER) return false;
  const latest = holds.slice(-OVER_AND_OVER);
  const [first] = latest;
  const receiver = facts.member(later.subscription);
  if (!first?.ack || !receiver) return false;
  for (const [i, { delivery, ack }] of latest.entries()) {
    const next = latest[i + 1]?.delivery ?? later;
    if (delivery.subscription !== receiver.name || !ack) return false;
    if (!isAnsweredBefore(facts, ack, next)) return false;
  }
  const { timeMs } = first.delivery;
  const company = facts.company(identity);
  const tookMs = later.timeMs - timeMs;
  const elsewhereMs = OVER_AND_OVER * (receiver.terms.ackWaitMs + company.shortestAckWaitMs);
  return (
    tookMs + facts.links.wayMs(later.client) < elsewhereMs &&
    facts.pauses.runningMs(timeMs, later.timeMs) === tookMs &&
    !isHandedOn(facts, identity, first.delivery, later.timeMs) &&
    !mayBeForgotten(facts, first.ack, later)
  );
}

/** The least time to allow for an ack. */
const ACK_MS = 500;

/** How far from its due time a redelivery comes from a server that is not busy. */
const KEPT_TO_MS = 500;

/** What has become of a delivery that was not acknowledged. */
export interface Unacknowledged {
  readonly delivery: Delivery;
  readonly holder: Member;
  /** When it had to come again at the latest. */
  readonly deadlineMs: number;
  /** When it came again, if it did. */
  readonly again: Delivery | undefined;
  /** `late`: not within the time. `due`: over its ack wait when the history ended. */
  readonly state: 'in time' | 'late' | 'due';
}

/**
 * All deliveries that had to come again, or have, of one event at one identity. Left out is what
 * nobody can judge: somebody left or fell silent who may have had it, or was to get it; or it was
 * acknowledged before, by whomever.
 * @param lateMs how much later than the ack wait it may come; slow links and pauses add to that
 */
export function unacknowledged(
  facts: Facts,
  identity: Identity,
  passage: Passage,
  lateMs: number,
): Unacknowledged[] {
  const { pauses } = facts;
  const found: Unacknowledged[] = [];
  const deliveries = inSendOrder(facts, identity, passage);
  const ack = passage.steps.find(({ f }) => f === 'ack');
  if (deliveries.length === 0 || isPromptlyAcked(facts, identity, passage)) return found;
  const allowedMs = lateMs + marginMs(facts, identity);
  for (const [i, delivery] of deliveries.entries()) {
    const holder = facts.member(delivery.subscription);
    if (!holder || (ack && ack.index < delivery.index)) continue;
    // What a frozen one had been sent it sees when it thaws, though the server has let go of it.
    if ((deafFrom(holder)?.index ?? Number.POSITIVE_INFINITY) < delivery.index) continue;
    const { ackWaitMs } = holder.terms;
    const deadlineMs = pauses.after(delivery.timeMs, ackWaitMs + allowedMs);
    const again = deliveries[i + 1];
    if (again && again.timeMs <= deadlineMs) {
      found.push({ delivery, holder, deadlineMs, again, state: 'in time' });
      continue;
    }
    const endedMs = Math.min(deadlineMs, facts.endMs);
    const isDue = endedMs >= pauses.after(delivery.timeMs, ackWaitMs + DUE_MS);
    if (
      !isDue ||
      (ack && ack.timeMs <= endedMs) ||
      !isWatched(facts, identity, delivery, endedMs)
    ) {
      continue;
    }
    if (isExcused(facts, delivery, endedMs)) continue;
    const state = deadlineMs <= facts.endMs ? 'late' : 'due';
    found.push({ delivery, holder, deadlineMs, again, state });
  }
  return found;
}

/** Most are, and there is nothing to look at then. */
function isPromptlyAcked(facts: Facts, identity: Identity, { steps }: Passage): boolean {
  const [first, second] = steps;
  if (steps.length !== 2 || first?.f !== 'deliver' || second?.f !== 'ack') return false;
  return second.timeMs - first.timeMs <= facts.company(identity).shortestAckWaitMs;
}

/** What was trimmed counts as acknowledged, and no time is kept by a clock that jumps. */
function isExcused(facts: Facts, { channel, value, index }: Delivery, untilMs: number): boolean {
  const publication = facts.publications.get(value);
  const trims = facts.trims(channel);
  if (trims && publication && trims.mayBeGone(publication, untilMs)) return true;
  return facts.clockJumps.some((jump) => jump.index > index && jump.timeMs <= untilMs);
}

/** A redelivery that is under way when the history ends is not missed. */
const DUE_MS = 1000;

/** Whether whatever the identity was sent from the delivery until then has been seen. */
function isWatched(facts: Facts, identity: Identity, delivery: Delivery, untilMs: number): boolean {
  return !facts.company(identity).mayHaveSwallowed(delivery, untilMs);
}
