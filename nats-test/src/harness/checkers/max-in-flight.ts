import type { Checker } from './checker';
import { leaving, type Delivery, type Facts, type Identity, type Member } from './facts/facts';
import { isHandedOn } from './facts/repeats';
import { sentNotBefore } from './facts/sent-times';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';

/**
 * New events never make a subscription hold more unacknowledged ones than its max in flight. What
 * comes again comes whatever the limit.
 */
export function maxInFlight(): Checker {
  return makeChecker('max in flight', check);
}

function check(facts: Facts): Judged {
  const reached: Reached[] = [];
  for (const identity of facts.identities) {
    // An ack of a member that may have been in the same group counts.
    if (identity.isGroup && identity.isUncertain) continue;
    const result = follow(facts, identity);
    if ('verdict' in result) return result;
    reached.push(...result);
  }
  if (reached.length === 0) return vacuous('the limit was never reached');
  const limits = [...new Set(reached.map(({ limit }) => limit))].sort((a, b) => a - b);
  const rest = reached.some(({ wentOn }) => wentOn) ? ', then the rest after the acks' : '';
  return valid(`never more than ${limits.join(' or ')} unacknowledged${rest}`);
}

interface Reached {
  readonly limit: number;
  /** Something new came after it had been reached. */
  wentOn: boolean;
}

function follow(facts: Facts, identity: Identity): Judged | Reached[] {
  const held = new Map<Member, Map<number, Delivery>>();
  /** Who may hold each event. */
  const holders = new Map<number, Member[]>();
  const reached = new Map<Member, Reached>();
  const acked = new Set<number>();
  const seen = new Set<number>();
  let epoch = 0;
  for (const step of identity.steps) {
    const newEpoch = facts.upheavals.unsettledAt(step.index);
    // Another leader knows nothing of what was sent and not yet acknowledged.
    if (newEpoch !== epoch) held.clear();
    epoch = newEpoch;
    const member = facts.member(step.subscription);
    if (!member) continue;
    const own = held.get(member) ?? new Map<number, Delivery>();
    held.set(member, own);
    if (step.f === 'ack') {
      // Whoever has it by now: the server may count any member's ack.
      acked.add(step.sequence);
      for (const holder of holders.get(step.sequence) ?? []) {
        held.get(holder)?.delete(step.sequence);
      }
      holders.delete(step.sequence);
      continue;
    }
    const isNew = !step.redelivered && !seen.has(step.sequence);
    seen.add(step.sequence);
    // It was sent again before the ack was there, which has reached the server since.
    if (acked.has(step.sequence)) continue;
    own.set(step.sequence, step);
    holders.set(step.sequence, [...(holders.get(step.sequence) ?? []), member]);
    const limit = member.terms.maxInFlight;
    // What a frozen one had been sent it sees when it thaws, and others may have it by then.
    const left = leaving(member);
    if (!isNew || (left && left.index < step.index)) continue;
    if (own.size > limit) {
      forgetTrimmed(facts, own, step.timeMs);
      forgetExpired(facts, own, identity, step.timeMs);
    }
    if (own.size > limit) {
      return invalid(
        `${own.size} unacknowledged at ${member.name}, which takes ${limit}`,
        member.asked,
        ...[...own.values()].slice(-limit - 1),
      );
    }
    const before = reached.get(member);
    if (before) before.wentOn = true;
    else if (own.size === limit) reached.set(member, { limit, wentOn: false });
  }
  return [...reached.values()];
}

/** What the channel has let go of counts as acknowledged. */
function forgetTrimmed(facts: Facts, own: Map<number, Delivery>, nowMs: number): void {
  for (const [sequence, { channel, value }] of own) {
    const publication = facts.publications.get(value);
    if (publication && facts.trims(channel)?.mayBeGone(publication, nowMs)) own.delete(sequence);
  }
}

/** In a group, what may be over its ack wait may be another member's by now, before anybody sees it. */
function forgetExpired(
  facts: Facts,
  own: Map<number, Delivery>,
  identity: Identity,
  nowMs: number,
): void {
  if (!identity.isGroup || identity.members.length < 2) return;
  for (const [sequence, delivery] of own) {
    const ackWaitMs = facts.member(delivery.subscription)?.terms.ackWaitMs ?? 0;
    // Nobody knows when one that came again was sent.
    const isOver = sentNotBefore(facts, delivery) + ackWaitMs - EARLY_MS <= nowMs;
    // What was handed on to it goes on at once when the next member leaves, or to that one.
    const isElsewhere = delivery.redelivered && isHandedOn(facts, identity, delivery, nowMs);
    if (isOver || isElsewhere) own.delete(sequence);
  }
}

/** A server may send a little before it is due. */
const EARLY_MS = 20;
