import type { Operation } from '../../history/operation';
import type { Finding, Scope } from '../checker';
import { invalid, unknown } from '../finding';
import {
  afterLost,
  allArrivals,
  arrivalsAt,
  firstDelivery,
  GRACE_MS,
  type Arrivals,
} from './arrivals';
import { wronglyGiven } from './entitlement';
import { count } from '../words';
import { leaving, type Facts, type Identity, type Publication } from './facts';
import { lossesByIdentity } from './losses';

/** Time in which something would have come that must not. */
const QUIET_MS = 200;

/**
 * Whether an identity has begun where it had to, as far as what was published before it goes.
 * @returns what is wrong or missing, or undefined when all is well
 */
export function judgeStart(
  facts: Facts,
  identity: Identity,
  scope: Scope = 'alone',
): Finding | undefined {
  const member = identity.members[0];
  const ready = member?.ready;
  if (!ready || identity.isUncertain)
    return unknown(`nobody knows whether ${identity.label} began`);
  const wrong = givenWrongly(facts, identity);
  if (wrong) return wrong;
  const arrivals = arrivalsBefore(facts, identity, ready, scope);
  const [lost] = arrivals.lost;
  if (lost) {
    return invalid(
      `event ${lost.number} not at ${identity.label}, which begins with ${startName(identity)}`,
      lost.asked,
      lost.answer,
      member.asked,
      afterLost(arrivals, lost) ?? identity.steps[0],
    );
  }
  const missing = arrivals.open.length + arrivals.heldBack.length;
  if (missing > 0) return unknown(`${count(missing, 'event')} not yet at ${identity.label}`);
  const untilMs = leaving(member)?.timeMs ?? facts.endMs;
  if (identity.passages.size === 0 && untilMs - ready.timeMs < QUIET_MS) {
    return unknown(`${identity.label} was watched for too short a time`);
  }
  return scope === 'alone' ? beginsInTheMiddle(identity) : undefined;
}

/** Of what was published before the identity was there. */
function arrivalsBefore(
  facts: Facts,
  identity: Identity,
  ready: Operation,
  scope: Scope,
): Arrivals {
  const isBefore = ({ asked }: Publication): boolean => asked.index < ready.index;
  if (scope === 'alone') return arrivalsAt(facts, identity, GRACE_MS, isBefore);
  const arrivals = allArrivals(facts, identity);
  const isOwn = new Set<Publication>();
  for (const { of, publication } of facts.once(lossesByIdentity).get(arrivals) ?? []) {
    if (of === 'start') isOwn.add(publication);
  }
  return {
    ...arrivals,
    lost: arrivals.lost.filter((some) => isOwn.has(some)),
    open: arrivals.open.filter(isBefore),
    heldBack: arrivals.heldBack.filter(isBefore),
  };
}

/** The first event that the identity has got though it begins elsewhere. */
export function givenWrongly(facts: Facts, identity: Identity): Finding | undefined {
  const [publication] = wronglyGiven(facts, identity);
  if (!publication) return undefined;
  return invalid(
    `event ${publication.number} at ${identity.label}, which begins with ${startName(identity)}`,
    publication.asked,
    publication.answer,
    identity.members[0]?.asked,
    firstDelivery(identity, publication),
  );
}

/** What comes first has the lowest sequence of all. */
function beginsInTheMiddle(identity: Identity): Finding | undefined {
  const [first] = identity.steps;
  // Members have connections of their own, so that the second event may be seen first.
  if (!first || identity.isGroup) return undefined;
  for (const { sequence, steps } of identity.passages.values()) {
    if (sequence < first.sequence) {
      return invalid(`event ${first.sequence} before ${sequence}`, first, steps[0]);
    }
  }
  return undefined;
}

/** Events that were published before the subscription was asked for. */
export function publishedBefore(facts: Facts, { channel, members }: Identity): Publication[] {
  const at = members[0]?.asked.index ?? 0;
  const found: Publication[] = [];
  for (const publication of facts.channels.get(channel) ?? []) {
    if (publication.asked.index > at) break;
    const { answer } = publication;
    if (answer?.type === 'ok' && answer.index < at) found.push(publication);
  }
  return found;
}

/** Whether there was any, of which it can be said that it was there before. */
export function hasPublishedBefore(facts: Facts, { channel, members }: Identity): boolean {
  const at = members[0]?.asked.index ?? 0;
  for (const { asked, answer } of facts.channels.get(channel) ?? []) {
    if (asked.index > at) return false;
    if (answer?.type === 'ok' && answer.index < at) return true;
  }
  return false;
}

/** `first`, `sequence 3`, `last 2 s`, `new only`. */
export function startName({ members }: Identity): string {
  const start = members[0]?.terms.start;
  if (!start) return 'new only';
  if (start.from === 'sequence') return `sequence ${start.sequence}`;
  return start.from === 'ago' ? `last ${start.agoMs / 1000} s` : start.from;
}

/** Numbers of the events that the identity has got, in rising order. */
export function numbersAt(facts: Facts, { passages }: Identity): number[] {
  const numbers: number[] = [];
  for (const { value } of passages.values()) {
    const publication = facts.publications.get(value);
    if (publication) numbers.push(publication.number);
  }
  return numbers.sort((a, b) => a - b);
}
