import type { Operation } from '../history/operation';
import type { Heartbeats } from '../history/target-facts';
import type { Checker } from './checker';
import { firstDelivery } from './facts/arrivals';
import type { Facts, Session } from './facts/facts';
import type { Freeze } from './facts/freezes';
import { sightingsOf, type Sightings } from './facts/sightings';
import { invalid, unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { findEvictedAwake } from './evicted-awake';
import { count, seconds } from './words';

/** Timers may fire a little early, and a client is frozen a little before it is noted down. */
const EARLY_MS = 250;

/** So many clients are told one by one. */
const NAMED_MAX = 8;

/**
 * A client that is frozen goes when one heartbeat more than is forgiven has failed: not before, and
 * not long after; and one that answers stays. Tells which events of its queue groups waited for that.
 * @param graceMs how much later than the heartbeats allow
 */
export function evicted(graceMs = 3000): Checker {
  return makeChecker('evicted', (facts, { heartbeats }) =>
    heartbeats
      ? check(facts, heartbeats, graceMs)
      : vacuous('the heartbeat settings of the server are not known'),
  );
}

function check(facts: Facts, heartbeats: Heartbeats, graceMs: number): Judged {
  const awake = findEvictedAwake(facts, heartbeats);
  if (awake) return awake;
  const seen: string[] = [];
  let open: Judged | undefined;
  let judged = 0;
  const frozen = frozenSessions(facts);
  for (const freeze of facts.freezes) {
    const session = frozen.get(freeze.froze);
    if (!session && !freeze.survivedAt) continue;
    const limits = limitsOf(facts, heartbeats, graceMs);
    const finding = session
      ? judgeGone(facts, session, freeze, heartbeats, limits, frozen.size === 1)
      : judgeKept(facts, freeze, limits);
    if (finding?.verdict === 'invalid') return finding;
    if (finding?.verdict === 'unknown') open ??= finding;
    else if (finding) {
      judged++;
      if (seen.length < NAMED_MAX) seen.push(finding.seen);
    }
  }
  if (judged === 0) return open ?? vacuous('no client that froze');
  return valid(
    judged > seen.length ? `${judged} clients that froze, each judged in time` : seen.join('; '),
  );
}

/** How long a frozen client may stay, in milliseconds. */
interface Limits {
  readonly leastMs: number;
  readonly mostMs: number;
  readonly latestMs: number;
  readonly graceMs: number;
  /** Nobody can ask a server for its settings: a right one is wrong when they were typed wrong. */
  readonly settings: string;
  readonly limit: string;
}

function limitsOf(
  { links }: Facts,
  { intervalMs, timeoutMs, failuresMax }: Heartbeats,
  graceMs: number,
): Limits {
  // One heartbeat may have been sent right before it froze, and one is sent an interval later.
  const roundMs = intervalMs + timeoutMs;
  const linkMs = links.longestMarginMs;
  const mostMs = (failuresMax + 1) * roundMs;
  return {
    leastMs: timeoutMs + failuresMax * roundMs - Math.max(EARLY_MS, linkMs),
    mostMs,
    latestMs: mostMs + graceMs + linkMs,
    graceMs,
    settings: `if its heartbeats are ${seconds(intervalMs)}, ${seconds(timeoutMs)} and ${failuresMax}`,
    limit: `at most ${seconds(mostMs)} allowed for`,
  };
}

/** Sessions that were frozen and of which nobody knows that they lived on, by that operation. */
function frozenSessions({ sessions }: Facts): Map<Operation, Session> {
  const frozen = new Map<Operation, Session>();
  for (const session of sessions) {
    if (session.silent?.f === 'freeze' || session.silent?.f === 'fault') {
      frozen.set(session.silent, session);
    }
  }
  return frozen;
}

/** A client of which it is known that the server still had it after the thaw. */
function judgeKept(
  { standstills, upheavals }: Facts,
  { froze, thawed, survivedAt }: Freeze,
  { latestMs, limit, settings, leastMs }: Limits,
): Judged | undefined {
  // A server that was started again asks for signs of life anew.
  if (!thawed || !survivedAt || upheavals.isBetween(froze, survivedAt)) return undefined;
  const frozenMs = standstills.runningMs(froze.timeMs, thawed.timeMs);
  if (frozenMs > latestMs) {
    const text = `still there after it was frozen for ${seconds(frozenMs)} (${limit}, ${settings})`;
    return invalid(text, froze, thawed, survivedAt);
  }
  if (frozenMs >= leastMs) return undefined;
  return valid(`still there after it was frozen for ${seconds(frozenMs)}`);
}

function judgeGone(
  facts: Facts,
  session: Session,
  freeze: Freeze,
  heartbeats: Heartbeats,
  limits: Limits,
  isAlone: boolean,
): Judged | undefined {
  const { froze } = freeze;
  const { leastMs, mostMs, latestMs, graceMs, limit, settings } = limits;
  const { standstills, upheavals } = facts;
  const { lastThere, gone, goneBy }: Sightings = sightingsOf(facts, session, freeze);
  const sinceMs = (operation: Operation): number => operation.timeMs - froze.timeMs;
  if (lastThere && standstills.runningMs(froze.timeMs, lastThere.timeMs) > latestMs) {
    if (upheavals.isBetween(froze, lastThere)) return undefined;
    const after = seconds(sinceMs(lastThere));
    const text = `still there ${after} after it froze (${limit}, ${settings})`;
    return invalid(text, froze, lastThere, gone);
  }
  if (!gone || !goneBy) return unknown('nobody saw the frozen client go', froze, lastThere);
  if (upheavals.isBetween(froze, gone)) return undefined;
  if (sinceMs(goneBy) < leastMs) {
    const excuse = whyEarly(facts, session, freeze, heartbeats, mostMs);
    if (excuse !== undefined) return unknown(excuse, froze, gone);
    const least = `not before ${seconds(leastMs)}, ${settings}`;
    return invalid(`gone ${seconds(sinceMs(goneBy))} after it froze (${least})`, froze, gone);
  }
  if (standstills.runningMs(froze.timeMs, gone.timeMs) > latestMs) {
    return unknown('nobody looked in time whether the frozen client was gone', froze, gone);
  }
  const delayed = isAlone ? `; ${describeDelayed(facts, session, froze)}` : '';
  const bound = sinceMs(gone) > mostMs ? `${limit}, and ${seconds(graceMs)} of grace` : limit;
  return valid(`gone ${seconds(sinceMs(gone))} after it froze (${bound})${delayed}`);
}

/** Why heartbeats may have failed before the client froze, or undefined. */
function whyEarly(
  { standstills, links, freezes }: Facts,
  { client }: Session,
  { froze }: Freeze,
  { intervalMs, timeoutMs }: Heartbeats,
  mostMs: number,
): string | undefined {
  const fromMs = froze.timeMs - mostMs;
  const stillMs = froze.timeMs - fromMs - standstills.runningMs(fromMs, froze.timeMs);
  if (stillMs > 0) return `nats-test itself stood still for ${seconds(stillMs)}`;
  const wasFrozen = freezes.some(
    (other) =>
      other.client === client &&
      other.thawed !== undefined &&
      other.thawed.index < froze.index &&
      other.thawed.timeMs > froze.timeMs - intervalMs - timeoutMs,
  );
  if (wasFrozen) return 'the client had been frozen right before';
  return links.marginMs(client) >= timeoutMs
    ? 'the link is too slow to tell when heartbeats began to fail'
    : undefined;
}

/** Events of its groups that were sent to the frozen client first, and so came late to the others. */
function describeDelayed(facts: Facts, session: Session, froze: Operation): string {
  let delayed = 0;
  let longestMs = 0;
  for (const group of facts.identities) {
    if (!group.isGroup || !group.members.some((member) => member.session === session)) continue;
    for (const { value } of group.passages.values()) {
      const publication = facts.publications.get(value);
      if (!publication || publication.asked.index < froze.index) continue;
      const first = firstDelivery(group, publication);
      if (!first?.redelivered) continue;
      delayed++;
      longestMs = Math.max(longestMs, first.timeMs - publication.asked.timeMs);
    }
  }
  if (delayed === 0) return 'no event waited meanwhile';
  return `${count(delayed, 'event')} waited for up to ${seconds(longestMs)} meanwhile`;
}
