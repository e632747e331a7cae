import { Passing } from './passing';
import {
  deafFrom,
  marginMs,
  type Facts,
  type Identity,
  type Member,
  type Publication,
} from './facts';

/**
 * What it means that an identity has not got an event that it is entitled to. `lost`: it had the time
 * and the room. `held back`: all its members had as many unacknowledged as they may. `trimmed`: the
 * channel may have let go of it before. `open`: the history does not say, since it ended too early or
 * a member that may have got it fell silent.
 */
export type Absence =
  | {
      readonly kind: 'lost';
      /** The first member that had to get it. */
      readonly receiver: Member;
    }
  | { readonly kind: 'held back' | 'trimmed' | 'open' };

/** A member that was there long enough to be given something. */
interface Stay {
  readonly member: Member;
  /** Until then, in time that counts. */
  readonly untilMs: number;
  readonly isFull: boolean;
}

/** Judges what is missing at one identity. */
export class AbsenceJudge {
  private readonly facts: Facts;
  private readonly identity: Identity;
  private readonly graceMs: number;
  private readonly wasFull: boolean;
  /** Place in the history of the latest publishing of which the identity saw the first delivery. */
  private readonly latestSeen: number;
  /** Until then events may have waited for acks. */
  private readonly flowedUntilMs: number;
  /** In the order of their ends. */
  private readonly stays: readonly Stay[];
  /** Undefined for a group, whose members have connections of their own. */
  private readonly passing: Passing | undefined;
  /** For each stay, of itself and all later ones: whether all were full, and who came first. */
  private readonly areFull: boolean[] = [];
  private readonly earliest: Member[] = [];

  /** @param graceMs how long an event may be under way over a fast link */
  constructor(facts: Facts, identity: Identity, graceMs: number) {
    this.facts = facts;
    this.identity = identity;
    const linkMs = marginMs(facts, identity);
    this.graceMs = graceMs + linkMs;
    // Where acks take long the server counts more of them as missing than the listener does.
    this.wasFull = linkMs > SLOW_MS || identity.members.some((member) => member.wasFull);
    this.flowedUntilMs = this.wasFull ? lastFlow(identity) : 0;
    this.latestSeen = latestSeen(facts, identity);
    this.stays = longStays(facts, identity, this.graceMs);
    if (!identity.isGroup) this.passing = new Passing(facts, identity);
    let areFull = true;
    let earliest: Member | undefined;
    for (let place = this.stays.length - 1; place >= 0; place--) {
      const stay = this.stays[place];
      if (!stay) continue;
      areFull &&= stay.isFull;
      if (!earliest || stay.member.asked.index < earliest.asked.index) earliest = stay.member;
      this.areFull[place] = areFull;
      this.earliest[place] = earliest;
    }
  }

  judge(publication: Publication): Absence {
    const { identity, facts, graceMs } = this;
    const { pauses } = facts;
    const answer = publication.answer ?? publication.asked;
    // While there was room it went out at once.
    const outMs = pauses.after(answer.timeMs, graceMs);
    let fromMs = Math.max(answer.timeMs, this.flowedUntilMs);
    if (identity.isGroup) {
      // Only who left about then can have swallowed it.
      const untilMs = this.wasFull ? Number.POSITIVE_INFINITY : outMs;
      fromMs = Math.max(fromMs, facts.company(identity).allGoneMs(untilMs));
    }
    const passer = this.passing?.passerOf(publication);
    if (passer) return { kind: 'lost', receiver: passer };
    const place = this.firstUntil(pauses.runningAt(fromMs) + graceMs);
    const receiver = this.earliest[place];
    if (this.isTrimmed(publication, receiver, outMs)) return { kind: 'trimmed' };
    const [first] = identity.members;
    // First deliveries come in order, over one connection: it was passed over.
    if (!identity.isGroup && first && this.latestSeen > answer.index) {
      if (!facts.upheavals.isBetween(publication.asked, facts.history.at(-1) ?? answer)) {
        return { kind: 'lost', receiver: receiver ?? first };
      }
    }
    if (!receiver) return { kind: 'open' };
    return this.areFull[place] ? { kind: 'held back' } : { kind: 'lost', receiver };
  }

  private isTrimmed(
    publication: Publication,
    receiver: Member | undefined,
    outMs: number,
  ): boolean {
    const { facts, identity, graceMs } = this;
    const trims = facts.trims(identity.channel);
    if (!trims) return false;
    const readyMs = receiver?.ready?.timeMs ?? facts.endMs;
    const atMs = this.wasFull ? facts.endMs : Math.max(outMs, facts.pauses.after(readyMs, graceMs));
    return trims.mayBeGone(publication, atMs);
  }

  /** Place of the first stay that ends at that time or later. */
  private firstUntil(untilMs: number): number {
    let low = 0;
    let high = this.stays.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.stays[middle]?.untilMs ?? 0) < untilMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Of a link as slow as that acks are not at the server at once. */
const SLOW_MS = 500;

/** Members that were there for both sides for so long. */
function longStays(facts: Facts, { members }: Identity, graceMs: number): Stay[] {
  const { pauses, endMs } = facts;
  const stays: Stay[] = [];
  for (const member of members) {
    if (!member.ready) continue;
    const untilMs = pauses.runningAt(deafFrom(member)?.timeMs ?? endMs);
    if (untilMs - pauses.runningAt(member.ready.timeMs) < graceMs) continue;
    const isFull = member.held.size >= member.terms.maxInFlight;
    stays.push({ member, untilMs, isFull });
  }
  return stays.sort((a, b) => a.untilMs - b.untilMs);
}

/** The last time that something new came or room was made for it. */
function lastFlow({ steps }: Identity): number {
  return steps.findLast((step) => step.f === 'ack' || !step.redelivered)?.timeMs ?? 0;
}

function latestSeen({ publications }: Facts, { passages }: Identity): number {
  let latest = -1;
  for (const { value, steps } of passages.values()) {
    const first = steps[0];
    if (first?.f !== 'deliver' || first.redelivered) continue;
    latest = Math.max(latest, publications.get(value)?.asked.index ?? -1);
  }
  return latest;
}
