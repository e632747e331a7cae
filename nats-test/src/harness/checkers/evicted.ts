import type { Operation } from '../history/operation';
import type { Checker, Finding } from './checker';
import { firstDelivery } from './facts/arrivals';
import type { Facts, Session } from './facts/facts';
import type { Heartbeats } from '../history/target-facts';
import { readFacts } from './facts/read-facts';
import { invalid, unknown, valid } from './finding';
import { count, seconds } from './words';

/** Timers may fire a little early, and a client is frozen a little before it is noted down. */
const EARLY_MS = 250;

/**
 * A client that is frozen goes when one heartbeat more than is forgiven has failed: not before, and
 * not long after. Tells which events of its queue groups waited for that.
 * @param heartbeats undefined when the server's settings are not known
 * @param graceMs how much later than the heartbeats allow
 */
export function evicted(heartbeats: Heartbeats | undefined, graceMs = 3000): Checker {
  return {
    name: 'evicted',
    check: (history) =>
      heartbeats
        ? check(readFacts(history), heartbeats, graceMs)
        : unknown('the heartbeat settings of the server are not known'),
  };
}

function check(facts: Facts, heartbeats: Heartbeats, graceMs: number): Finding {
  const frozen = facts.sessions.filter(({ silent }) => silent?.f === 'freeze');
  const seen: string[] = [];
  let open: Finding | undefined;
  for (const session of frozen) {
    const finding = judge(facts, session, heartbeats, graceMs);
    if (finding.verdict === 'invalid') return finding;
    if (finding.verdict === 'unknown') open ??= finding;
    else seen.push(finding.seen);
  }
  return open ?? (seen.length > 0 ? valid(seen.join('; ')) : unknown('no client that froze'));
}

function judge(
  facts: Facts,
  session: Session,
  { intervalMs, timeoutMs, failuresMax }: Heartbeats,
  graceMs: number,
): Finding {
  const { silent: froze } = session;
  if (!froze) return unknown('no client that froze');
  // One heartbeat may have been sent right before it froze, and one is sent an interval later.
  const roundMs = intervalMs + timeoutMs;
  const linkMs = facts.links.longestMarginMs;
  const leastMs = timeoutMs + failuresMax * roundMs - Math.max(EARLY_MS, linkMs);
  const mostMs = (failuresMax + 1) * roundMs;
  const latestMs = mostMs + graceMs + linkMs;
  const { lastThere, gone } = sightings(facts, session, froze);
  const limit = `at most ${seconds(mostMs)} allowed for`;
  // Nobody can ask a server for its settings: a right one is wrong when they were typed wrong.
  const settings = `if its heartbeats are ${seconds(intervalMs)}, ${seconds(timeoutMs)} and ${failuresMax}`;
  const sinceMs = (operation: Operation): number => operation.timeMs - froze.timeMs;
  if (lastThere && facts.pauses.runningMs(froze.timeMs, lastThere.timeMs) > latestMs) {
    const after = seconds(sinceMs(lastThere));
    const text = `still there ${after} after it froze (${limit}, ${settings})`;
    return invalid(text, froze, lastThere, gone);
  }
  if (!gone) return unknown('nobody saw the frozen client go', froze, lastThere);
  if (sinceMs(gone) < leastMs) {
    const excuse = whyEarly(facts, session, froze.timeMs - mostMs, froze.timeMs, timeoutMs);
    if (excuse !== undefined) return unknown(excuse, froze, gone);
    const least = `not before ${seconds(leastMs)}, ${settings}`;
    return invalid(`gone ${seconds(sinceMs(gone))} after it froze (${least})`, froze, gone);
  }
  if (facts.pauses.runningMs(froze.timeMs, gone.timeMs) > latestMs) {
    return unknown('nobody looked in time whether the frozen client was gone', froze, gone);
  }
  const delayed = describeDelayed(facts, session, froze);
  const bound = sinceMs(gone) > mostMs ? `${limit}, and ${seconds(graceMs)} of grace` : limit;
  return valid(`gone ${seconds(sinceMs(gone))} after it froze (${bound}); ${delayed}`);
}

/** Why heartbeats may have failed before the client froze, or undefined. */
function whyEarly(
  { pauses, links }: Facts,
  { client }: Session,
  fromMs: number,
  toMs: number,
  timeoutMs: number,
): string | undefined {
  const stillMs = toMs - fromMs - pauses.runningMs(fromMs, toMs);
  if (stillMs > 0) return `nats-test itself stood still for ${seconds(stillMs)}`;
  return links.marginMs(client) >= timeoutMs
    ? 'the link is too slow to tell when heartbeats began to fail'
    : undefined;
}

/** What the monitoring said of the client until it was gone; its ID may come back as another's. */
function sightings(
  { history }: Facts,
  { client }: Session,
  froze: Operation,
): { lastThere: Operation | undefined; gone: Operation | undefined } {
  let lastThere: Operation | undefined;
  for (let i = froze.index + 1; i < history.length; i++) {
    const operation = history[i];
    if (operation?.f !== 'registered' || operation.client !== client) continue;
    if (!operation.isRegistered) return { lastThere, gone: operation };
    lastThere = operation;
  }
  return { lastThere, gone: undefined };
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
