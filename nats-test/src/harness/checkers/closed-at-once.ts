import type { Checker, Scope } from './checker';
import { arrivalsAt, firstDelivery, GRACE_MS } from './facts/arrivals';
import { firstAskedAfter } from './facts/entitlement';
import {
  isPresent,
  longestWayMs,
  type Facts,
  type Identity,
  type Member,
  type Publication,
} from './facts/facts';
import { mayBeUnderWay } from './facts/first-flagged';
import { invalid, unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/** So many closes are told one by one. */
const NAMED_MAX = 8;
/** Time in which something would have come that must not. */
const QUIET_MS = 200;

/**
 * What was closed is gone when the close is answered: it gets nothing more, and what is published
 * after it goes to the other members of its group at once, not when an ack wait is over.
 */
export function closedAtOnce(scope: Scope = 'alone'): Checker {
  return makeChecker('closed at once', (facts) => check(facts, scope));
}

function check(facts: Facts, scope: Scope): Judged {
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
  let closed = 0;
  let open: Judged | undefined;
  for (const identity of facts.identities) {
    const first = firstEnded(identity);
    if (!first) continue;
    const finding = identity.isGroup
      ? judgeGroup(facts, identity, first, scope)
      : judgePlain(facts, first);
    if (finding.verdict === 'invalid') return finding;
    if (finding.verdict === 'valid') {
      closed++;
      if (texts.length < NAMED_MAX) texts.push(finding.seen);
    } else open ??= finding;
  }
  if (closed > texts.length) return valid(`${closed} subscriptions closed, and nothing after it`);
  if (texts.length > 0) return valid(texts.join('; '));
  return open ?? vacuous('nothing that was closed');
}

function firstEnded({ members }: Identity): Member | undefined {
  let first: Member | undefined;
  for (const member of members) {
    if (!member.ended) continue;
    if (!first?.ended || member.ended.index < first.ended.index) first = member;
  }
  return first;
}

/** That nothing came has been looked at; here, whether something would have. */
function judgePlain({ channels, endMs }: Facts, { channel, ended, name }: Member): Judged {
  const all = channels.get(channel) ?? [];
  const after: Publication[] = [];
  for (let i = firstAskedAfter(all, ended?.index ?? 0); i < all.length; i++) {
    const publication = all[i];
    if (publication?.answer?.type !== 'ok') continue;
    if (publication.answer.timeMs + QUIET_MS <= endMs) after.push(publication);
  }
  if (after.length === 0) return vacuous('no event after the close');
  return valid(`${count(after.length, 'event')} after the close of ${name}, none of them there`);
}

function judgeGroup(facts: Facts, group: Identity, { ended, name }: Member, scope: Scope): Judged {
  const since = ended?.index ?? 0;
  const arrivals = arrivalsAt(facts, group, GRACE_MS, ({ asked }) => asked.index > since);
  const [missing] = arrivals.lost;
  if (missing && scope === 'alone') {
    return invalid(
      `event ${missing.number} at nobody after the close of ${name}`,
      ended,
      missing.asked,
      missing.answer,
    );
  }
  if (arrivals.open.length > 0 && scope === 'alone')
    return unknown(`${count(arrivals.open.length, 'event')} not yet there`);
  const wayMs = longestWayMs(facts, group);
  const company = facts.company(group);
  const judged: Publication[] = [];
  for (const publication of arrivals.arrived) {
    const { asked, number } = publication;
    const first = firstDelivery(group, publication);
    // What somebody else may have had, who left or fell silent, is not the closed one's fault; nor
    // is what was sent to somebody by a server that was killed then.
    if (!first || facts.upheavals.isBetween(asked, first)) continue;
    const untilMs = facts.pauses.after(first.timeMs, first.redelivered ? wayMs : 0);
    if (company.mayHaveSwallowed(asked, untilMs)) continue;
    const steps = group.passages.get(first.sequence)?.steps ?? [];
    // Members have connections of their own, so that what was sent again may be seen first.
    if (steps.every((step) => step.f === 'ack' || step.redelivered)) {
      if (mayBeUnderWay(facts, group, first)) continue;
      const text = `event ${number} only as a redelivery after the close of ${name}`;
      return invalid(text, ended, asked, first);
    }
    judged.push(publication);
  }
  if (judged.length === 0) return vacuous('no event after the close with a member left');
  const members = `the other ${count(presentAt(group, judged), 'member')}`;
  return valid(`${count(judged.length, 'event')} after the close, all at ${members} at once`);
}

/** How many members were there when one of the events at least was published. */
function presentAt({ members }: Identity, [first]: readonly Publication[]): number {
  if (!first) return 0;
  return members.filter((member) => isPresent(member, first.asked)).length;
}
