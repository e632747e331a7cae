import {
  isPresent,
  leaving,
  type Ack,
  type Delivery,
  type Facts,
  type Identity,
  type Member,
  type Passage,
} from './facts';
import type { SentTimes } from './sent-times';

/** A server may send a little before it is due, and clocks differ. */
const EARLY_MS = 20;

/** An event that came again, and what came before. */
export interface Repeat {
  readonly earlier: Delivery;
  readonly later: Delivery;
  /** Who has got them. */
  readonly holder: Member;
  readonly receiver: Member;
  /** The ack between them, the first if there are several, and of any delivery before. */
  readonly ack: Ack | undefined;
  /** The server surely had that ack, if it was not under way for too long. */
  readonly isAckSure: boolean;
  /** It came again before the first one's ack wait can have been over, and its holder was there. */
  readonly isEarly: boolean;
}

/** All that came again of one event at one identity, in order. */
export function repeatsOf(facts: Facts, passage: Passage, sentTimes: SentTimes): Repeat[] {
  const repeats: Repeat[] = [];
  let earlier: Delivery | undefined;
  let holder: Member | undefined;
  let dueMs = 0;
  let ack: Ack | undefined;
  let isAckSure = false;
  for (const step of passage.steps) {
    const member = facts.member(step.subscription);
    if (!member) continue;
    if (step.f === 'ack') {
      const isSure = isSureAck(step, member, holder);
      if (!ack || (isSure && !isAckSure)) ack = step;
      isAckSure ||= isSure;
      continue;
    }
    let sentMs = sentTimes.notBefore(step);
    if (earlier && holder) {
      const isHeld = isPresent(holder, step);
      const isEarly = isHeld && step.timeMs < dueMs - EARLY_MS;
      if (isHeld && !isEarly) sentMs = Math.max(sentMs, dueMs - EARLY_MS);
      repeats.push({ earlier, later: step, holder, receiver: member, ack, isAckSure, isEarly });
    }
    // The next one is due an ack wait after this one was due, however late this one came.
    const nextDueMs = sentMs + member.terms.ackWaitMs;
    dueMs = holder === member ? Math.min(nextDueMs, dueMs + member.terms.ackWaitMs) : nextDueMs;
    earlier = step;
    holder = member;
  }
  return repeats;
}

/** An ack is one-way: whether it is sure to reach a server that has the time for it. */
export function isSureAck(ack: Ack, member: Member, holder: Member | undefined): boolean {
  // Servers differ in what the ack of an earlier holder counts.
  if (member !== holder) return false;
  const left = leaving(member);
  if (!left) return true;
  if (left.index < ack.index) return false;
  return left !== member.silent || left.timeMs > ack.timeMs + ACK_WAY_MS;
}

/** How long an ack may be under way before its sender falls silent. */
const ACK_WAY_MS = 500;

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
 * nobody can judge: somebody left or fell silent who may have had it, or was to get it.
 * @param lateMs how much later than the ack wait it may come
 */
export function unacknowledged(
  facts: Facts,
  identity: Identity,
  passage: Passage,
  lateMs: number,
): Unacknowledged[] {
  const found: Unacknowledged[] = [];
  const { steps } = passage;
  for (const [i, step] of steps.entries()) {
    const holder = facts.member(step.subscription);
    if (step.f !== 'deliver' || !holder) continue;
    const dueMs = step.timeMs + holder.terms.ackWaitMs;
    const deadlineMs = dueMs + lateMs;
    const next = steps[i + 1];
    if (next?.f === 'deliver' && next.timeMs <= deadlineMs) {
      found.push({ delivery: step, holder, deadlineMs, again: next, state: 'in time' });
      continue;
    }
    const endedMs = Math.min(deadlineMs, facts.endMs);
    if ((next && next.timeMs <= endedMs) || endedMs < dueMs + DUE_MS) continue;
    if (!isWatched(identity, step, endedMs)) continue;
    const state = deadlineMs <= facts.endMs ? 'late' : 'due';
    found.push({
      delivery: step,
      holder,
      deadlineMs,
      again: next?.f === 'deliver' ? next : undefined,
      state,
    });
  }
  return found;
}

/** A redelivery that is under way when the history ends is not missed. */
const DUE_MS = 1000;

/** Whether whatever the identity was sent from the delivery until then has been seen. */
function isWatched({ members }: Identity, delivery: Delivery, untilMs: number): boolean {
  return members.every((member) => {
    const left = leaving(member);
    return !left || left.timeMs > untilMs || (member.gone && member.gone.index < delivery.index);
  });
}
