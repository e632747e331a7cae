import {
  deafFrom,
  marginMs,
  mayHaveSwallowed,
  type Facts,
  type Identity,
  type Member,
  type Publication,
} from './facts';

/**
 * What it means that an identity has not got an event that it is entitled to. `lost`: it had the time
 * and the room. `held back`: all its members had as many unacknowledged as they may. `open`: the
 * history does not say, since it ended too early or a member that may have got it fell silent.
 */
export type Absence = 'lost' | 'held back' | 'open';

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
  }

  judge(publication: Publication): Absence {
    const { identity, facts, graceMs } = this;
    const answer = publication.answer ?? publication.asked;
    // First deliveries come in order, over one connection: it was passed over.
    if (!identity.isGroup && this.latestSeen > answer.index) return 'lost';
    let fromMs = Math.max(answer.timeMs, this.flowedUntilMs);
    if (identity.isGroup) {
      // While there was room it went out at once; only who left about then can have swallowed it.
      const untilMs = this.wasFull
        ? Number.POSITIVE_INFINITY
        : facts.pauses.after(answer.timeMs, graceMs);
      for (const member of identity.members) {
        if (!mayHaveSwallowed(member, publication.asked, untilMs)) continue;
        fromMs = Math.max(fromMs, member.gone?.timeMs ?? Number.POSITIVE_INFINITY);
      }
    }
    const receivers = identity.members.filter(
      (member) => timeThere(facts, member, fromMs) >= graceMs,
    );
    if (receivers.length === 0) return 'open';
    const isFull = receivers.every(({ held, terms }) => held.size >= terms.maxInFlight);
    return isFull ? 'held back' : 'lost';
  }
}

/** Of a link as slow as that acks are not at the server at once. */
const SLOW_MS = 500;

/** For how many milliseconds after `fromMs` the member was there for both sides. */
function timeThere({ pauses, endMs }: Facts, member: Member, fromMs: number): number {
  if (!member.ready) return 0;
  const untilMs = deafFrom(member)?.timeMs ?? endMs;
  return pauses.runningMs(Math.max(fromMs, member.ready.timeMs), untilMs);
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
