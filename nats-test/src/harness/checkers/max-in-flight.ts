import type { Checker, Finding } from './checker';
import type { Delivery, Facts, Identity, Member } from './facts/facts';
import { readFacts } from './facts/read-facts';
import { invalid, unknown, valid } from './finding';

/**
 * New events never make a subscription hold more unacknowledged ones than its max in flight. What
 * comes again comes whatever the limit.
 */
export function maxInFlight(): Checker {
  return { name: 'max in flight', check: (history) => check(readFacts(history)) };
}

function check(facts: Facts): Finding {
  const reached: Reached[] = [];
  for (const identity of facts.identities) {
    const result = follow(facts, identity);
    if ('verdict' in result) return result;
    reached.push(...result);
  }
  if (reached.length === 0) return unknown('the limit was never reached');
  const limits = [...new Set(reached.map(({ limit }) => limit))].sort((a, b) => a - b);
  const rest = reached.some(({ wentOn }) => wentOn) ? ', then the rest after the acks' : '';
  return valid(`never more than ${limits.join(' or ')} unacknowledged${rest}`);
}

interface Reached {
  readonly limit: number;
  /** Something new came after it had been reached. */
  wentOn: boolean;
}

function follow(facts: Facts, identity: Identity): Finding | Reached[] {
  const held = new Map<Member, Map<number, Delivery>>();
  const reached = new Map<Member, Reached>();
  for (const step of identity.steps) {
    const member = facts.member(step.subscription);
    if (!member) continue;
    const own = held.get(member) ?? new Map<number, Delivery>();
    held.set(member, own);
    if (step.f === 'ack') {
      own.delete(step.sequence);
      continue;
    }
    const isNew = !step.redelivered && !own.has(step.sequence);
    own.set(step.sequence, step);
    const limit = member.terms.maxInFlight;
    if (!isNew) continue;
    if (own.size > limit) forgetExpired(own, identity, member, step.timeMs);
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

/** In a group, what is over its ack wait may be another member's by now, before anybody sees it. */
function forgetExpired(
  own: Map<number, Delivery>,
  identity: Identity,
  member: Member,
  nowMs: number,
): void {
  if (!identity.isGroup || identity.members.length < 2) return;
  for (const [sequence, { timeMs }] of own) {
    if (timeMs + member.terms.ackWaitMs - WAY_MS <= nowMs) own.delete(sequence);
  }
}

/** Times that a client sees are later than those of the server. */
const WAY_MS = 250;
