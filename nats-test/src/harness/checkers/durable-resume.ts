import type { Operation } from '../history/operation';
import type { Checker, Scope } from './checker';
import { afterLost, allArrivals, arrivalsAt, GRACE_MS } from './facts/arrivals';
import {
  deafFrom,
  marginMs,
  type Ack,
  type Delivery,
  type Facts,
  type Identity,
  type Member,
} from './facts/facts';
import { ackThereMs, mayBeForgotten } from './facts/acks';
import type { Gap } from './facts/gaps';
import { lossesByIdentity } from './facts/losses';
import { invalid, unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/**
 * A durable that is resumed goes on where it stopped: it gets what was published while it was away,
 * again and flagged what it had not acknowledged, and nothing that it had.
 * @param graceMs how long that may take
 */
export function durableResume(graceMs = GRACE_MS, scope: Scope = 'alone'): Checker {
  return makeChecker('durable resume', (facts) => check(facts, graceMs, scope));
}

function check(facts: Facts, graceMs: number, scope: Scope): Judged {
  const losses = facts.once(lossesByIdentity);
  let resumptions = 0;
  let missed = 0;
  let again = 0;
  let open = 0;
  for (const identity of facts.identities) {
    if (!identity.isDurable || identity.isUncertain) continue;
    const { gaps } = facts.company(identity);
    if (gaps.length === 0) continue;
    resumptions += gaps.length;
    const arrivals =
      scope === 'alone' ? arrivalsAt(facts, identity, graceMs) : allArrivals(facts, identity);
    const lost =
      scope === 'alone'
        ? arrivals.lost[0]
        : losses.get(arrivals)?.find(({ of }) => of === 'resume')?.publication;
    if (lost) {
      return invalid(
        `event ${lost.number} never delivered to ${identity.label}`,
        lost.asked,
        lost.answer,
        ...gaps.flatMap(({ left, back }) => [left, back.asked]).slice(-4),
        afterLost(arrivals, lost),
      );
    }
    open += arrivals.open.length + arrivals.heldBack.length;
    let gap = 0;
    for (const { asked, answer } of arrivals.arrived) {
      while (gap < gaps.length && (gaps[gap]?.back.asked.index ?? 0) < asked.index) gap++;
      const inside = gaps[gap];
      if (inside && inside.left.index < asked.index && isBefore(answer, inside.back)) missed++;
    }
    const result = follow(facts, identity, gaps, graceMs + marginMs(facts, identity), scope);
    if ('verdict' in result) return result;
    again += result.again;
    open += result.open;
  }
  if (resumptions === 0) return vacuous('no durable that was resumed');
  if (open > 0 && (scope === 'alone' || missed + again === 0))
    return unknown(`${count(open, 'event')} not yet delivered when the history ended`);
  if (missed + again === 0) return vacuous('no event that a resumed durable had to get');
  const unacked = again === 0 ? '' : `, and ${again} again that it had not acknowledged`;
  return valid(`resumed with the ${count(missed, 'event')} it had missed${unacked}`);
}

function isBefore(answer: Operation | undefined, { ready }: Member): boolean {
  return answer !== undefined && ready !== undefined && answer.index < ready.index;
}

/** Looks at what had been delivered before each gap. */
function follow(
  facts: Facts,
  identity: Identity,
  gaps: readonly Gap[],
  graceMs: number,
  scope: Scope,
): Judged | { readonly again: number; readonly open: number } {
  const memory = new Memory(facts, identity, graceMs, scope);
  let next = 0;
  for (const step of identity.steps) {
    for (; next < gaps.length; next++) {
      const gap = gaps[next];
      if (!gap || gap.back.asked.index > step.index) break;
      memory.resume(gap);
    }
    if (step.f === 'ack') memory.ack(step);
    else memory.deliver(step);
    if (memory.wrong) return memory.wrong;
  }
  for (const gap of gaps.slice(next)) memory.resume(gap);
  memory.settle();
  return memory.wrong ?? memory;
}

/** An ack, and when it was surely at the server. */
interface SureAck {
  readonly ack: Ack;
  readonly thereMs: number;
}

/** What a server has to remember of a durable. */
class Memory {
  wrong: Judged | undefined;
  /** Events that came again after a resumption as they had to. */
  again = 0;
  /** Events that had to come again, with too little time for it. */
  open = 0;
  private readonly facts: Facts;
  private readonly identity: Identity;
  private readonly graceMs: number;
  private readonly scope: Scope;
  private readonly latest = new Map<number, Delivery>();
  private readonly everAcked = new Set<number>();
  private readonly unacked = new Map<number, Delivery>();
  private readonly acked = new Map<number, SureAck>();
  private due = new Map<number, Delivery>();
  private gap: Gap | undefined;

  constructor(facts: Facts, identity: Identity, graceMs: number, scope: Scope) {
    this.facts = facts;
    this.identity = identity;
    this.graceMs = graceMs;
    this.scope = scope;
  }

  resume(gap: Gap): void {
    this.settle();
    this.gap = gap;
    this.due = new Map(this.unacked);
  }

  ack(ack: Ack): void {
    const { sequence } = ack;
    // An ack of which nobody knows whether it arrived leaves both possible, and so it does when the
    // event came again while it was under way.
    this.everAcked.add(sequence);
    this.unacked.delete(sequence);
    this.due.delete(sequence);
    const held = this.latest.get(sequence);
    const thereMs = held && ackThereMs(this.facts, this.identity, ack, held);
    if (thereMs !== undefined) this.acked.set(sequence, { ack, thereMs });
  }

  deliver(delivery: Delivery): void {
    const { gap } = this;
    const { sequence } = delivery;
    const { ack, thereMs = 0 } = this.acked.get(sequence) ?? {};
    // What comes to one who was there before may have been sent before.
    if (gap && !this.isBack(delivery, gap)) return;
    const wasThere = gap && ack && ack.index < gap.left.index && thereMs <= gap.back.asked.timeMs;
    if (wasThere && !mayBeForgotten(this.facts, ack, delivery)) {
      const text = `event ${sequence} again after its ack and the resumption`;
      this.wrong = invalid(text, ack, gap.left, gap.back.asked, delivery);
    }
    const before = this.due.get(sequence);
    if (before) {
      this.due.delete(sequence);
      this.again++;
      // Whoever was killed may not have noted down that he had sent it.
      const isOwn = this.scope === 'alone';
      if (isOwn && !delivery.redelivered && !this.facts.upheavals.isBetween(before, delivery)) {
        const text = `event ${sequence} again without the flag`;
        this.wrong ??= invalid(text, before, gap?.back.asked, delivery);
      }
    }
    this.latest.set(sequence, delivery);
    if (!this.everAcked.has(sequence)) this.unacked.set(sequence, delivery);
  }

  /** Whether who gets it has subscribed when all others had left. */
  private isBack({ subscription }: Delivery, { back }: Gap): boolean {
    return (this.facts.member(subscription)?.asked.index ?? 0) >= back.asked.index;
  }

  /** What the channel has let go of counts as acknowledged. */
  private isTrimmed({ channel, value }: Delivery, { back }: Gap): boolean {
    const { facts, graceMs } = this;
    const publication = facts.publications.get(value);
    const atMs = facts.pauses.after(back.ready?.timeMs ?? facts.endMs, graceMs);
    return !!publication && (facts.trims(channel)?.mayBeGone(publication, atMs) ?? false);
  }

  /**
   * Whether it may wait for something else: for a member of the group of which the server does not
   * know yet that it is dead; or, forgotten and new once more, for room.
   */
  private isElsewhere(delivery: Delivery, { back }: Gap): boolean {
    const { facts, identity, graceMs } = this;
    const { ready = back.asked } = back;
    if (back.wasFull && facts.upheavals.isBetween(delivery, ready)) return true;
    if (!identity.isGroup) return false;
    const untilMs = facts.pauses.after(ready.timeMs, graceMs);
    return facts.company(identity).mayHaveSwallowed(back.asked, untilMs);
  }

  /** Looks at what had to come again since the last resumption and did not. */
  settle(): void {
    const { gap, due, facts, graceMs } = this;
    if (!gap) return;
    for (const [sequence, delivery] of due) {
      if (this.isTrimmed(delivery, gap)) due.delete(sequence);
    }
    const [delivery] = due.values();
    if (!delivery) return;
    if (this.isElsewhere(delivery, gap)) {
      this.open += due.size;
      return;
    }
    const { ready } = gap.back;
    const untilMs = deafFrom(gap.back)?.timeMs ?? facts.endMs;
    if (ready && facts.pauses.runningMs(ready.timeMs, untilMs) >= graceMs) {
      const text = `event ${delivery.sequence} not again, though it was not acknowledged`;
      this.wrong ??= invalid(text, delivery, gap.left, ready);
    }
    this.open += due.size;
  }
}
