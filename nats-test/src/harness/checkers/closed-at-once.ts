import type { Checker, Finding } from './checker';
import { arrivalsAt, firstDelivery } from './facts/arrivals';
import {
  isPresent,
  longestWayMs,
  mayHaveSwallowed,
  type Facts,
  type Identity,
  type Member,
} from './facts/facts';
import { mayBeUnderWay } from './facts/first-flagged';
import { readFacts } from './facts/read-facts';
import { invalid, unknown, valid } from './finding';
import { count } from './words';

/** How long an event may be under way. */
const GRACE_MS = 2000;
/** Time in which something would have come that must not. */
const QUIET_MS = 200;

/**
 * What was closed is gone when the close is answered: it gets nothing more, and what is published
 * after it goes to the other members of its group at once, not when an ack wait is over.
 */
export function closedAtOnce(): Checker {
  return { name: 'closed at once', check: (history) => check(readFacts(history)) };
}

function check(facts: Facts): Finding {
  for (const operation of facts.history) {
    if (operation.f !== 'deliver') continue;
    const ended = facts.member(operation.subscription)?.ended;
    if (ended && ended.index < operation.index) {
      return invalid(
        `event ${operation.sequence} at ${operation.subscription} after its end`,
        ended,
        operation,
      );
    }
  }
  const texts: string[] = [];
  let open: Finding | undefined;
  for (const identity of facts.identities) {
    const ends = identity.members.filter(({ ended }) => ended !== undefined);
    const [first] = ends.sort((a, b) => (a.ended?.index ?? 0) - (b.ended?.index ?? 0));
    if (!first?.ended) continue;
    const finding = identity.isGroup
      ? judgeGroup(facts, identity, first)
      : judgePlain(facts, first);
    if (finding.verdict === 'invalid') return finding;
    if (finding.verdict === 'valid') texts.push(finding.seen);
    else open ??= finding;
  }
  if (texts.length > 0) return valid(texts.join('; '));
  return open ?? unknown('nothing that was closed');
}

/** That nothing came has been looked at; here, whether something would have. */
function judgePlain({ channels, endMs }: Facts, { channel, ended, name }: Member): Finding {
  const after = (channels.get(channel) ?? []).filter(
    ({ asked, answer }) =>
      asked.index > (ended?.index ?? 0) &&
      answer?.type === 'ok' &&
      answer.timeMs + QUIET_MS <= endMs,
  );
  if (after.length === 0) return unknown('no event after the close');
  return valid(`${count(after.length, 'event')} after the close of ${name}, none of them there`);
}

function judgeGroup(facts: Facts, group: Identity, { ended, name }: Member): Finding {
  const since = ended?.index ?? 0;
  const arrivals = arrivalsAt(facts, group, GRACE_MS, ({ asked }) => asked.index > since);
  const [missing] = arrivals.lost;
  if (missing) {
    return invalid(
      `event ${missing.number} at nobody after the close of ${name}`,
      ended,
      missing.asked,
      missing.answer,
    );
  }
  if (arrivals.open.length > 0)
    return unknown(`${count(arrivals.open.length, 'event')} not yet there`);
  const others = new Set<Member>();
  const wayMs = longestWayMs(facts, group);
  let judged = 0;
  for (const publication of arrivals.arrived) {
    const { asked, number } = publication;
    const first = firstDelivery(group, publication);
    // What somebody else may have had, who left or fell silent, is not the closed one's fault.
    if (!first) continue;
    const untilMs = facts.pauses.after(first.timeMs, first.redelivered ? wayMs : 0);
    if (group.members.some((member) => mayHaveSwallowed(member, asked, untilMs))) continue;
    const steps = group.passages.get(first.sequence)?.steps ?? [];
    // Members have connections of their own, so that what was sent again may be seen first.
    if (steps.every((step) => step.f === 'ack' || step.redelivered)) {
      if (mayBeUnderWay(facts, group, first)) continue;
      const text = `event ${number} only as a redelivery after the close of ${name}`;
      return invalid(text, ended, asked, first);
    }
    for (const member of group.members) if (isPresent(member, asked)) others.add(member);
    judged++;
  }
  if (judged === 0) return unknown('no event after the close with a member left');
  const members = `the other ${count(others.size, 'member')}`;
  return valid(`${count(judged, 'event')} after the close, all at ${members} at once`);
}
