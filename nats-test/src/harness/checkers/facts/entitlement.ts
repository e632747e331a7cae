import type { StartPosition } from '../../history/operation';
import type { Facts, Identity, Publication } from './facts';
import { isRefusal } from './refusal';

/** Whether an identity must, may or must not be given an event. */
export type Entitlement = 'yes' | 'maybe' | 'no';

/** Clocks and ways differ: what was published this near to the edge of `ago` may be either. */
const EDGE_MS = 250;

/** All that the identity must be given, in the order in which it was published. */
export function entitledTo(facts: Facts, identity: Identity): Publication[] {
  const all = facts.channels.get(identity.channel) ?? [];
  const judge = entitlementOf(facts, identity, all);
  const first = identity.members[0];
  const readyIndex = first?.ready?.index ?? Number.POSITIVE_INFINITY;
  const found: Publication[] = [];
  for (let i = first?.terms.start ? 0 : firstAskedAfter(all, readyIndex); i < all.length; i++) {
    const publication = all[i];
    // What was published when it had ended is nobody's matter here.
    if (!publication || isAfterEnd(identity, publication)) break;
    if (judge(publication) === 'yes') found.push(publication);
  }
  return found;
}

/** All that the identity has got and must not have been given, in the order in which it was published. */
export function wronglyGiven(facts: Facts, identity: Identity): Publication[] {
  const judge = entitlementOf(facts, identity, facts.channels.get(identity.channel) ?? []);
  const found: Publication[] = [];
  for (const { value } of identity.passages.values()) {
    const publication = facts.publications.get(value);
    if (publication && judge(publication) === 'no') found.push(publication);
  }
  return found.sort((a, b) => a.asked.index - b.asked.index);
}

function entitlementOf(
  facts: Facts,
  identity: Identity,
  all: readonly Publication[],
): (publication: Publication) => Entitlement {
  const first = identity.members[0];
  if (!first?.ready || identity.isUncertain) return () => 'maybe';
  const { asked, ready, terms } = first;
  const last = terms.start?.from === 'last' ? lastBefore(all, asked.index, ready.index) : undefined;
  return (publication) => {
    const { answer } = publication;
    if (answer?.type !== 'ok') return 'maybe';
    if (identity.endAsked && identity.endAsked.index < answer.index) return 'maybe';
    if (publication.asked.index > ready.index) return 'yes';
    if (answer.index > asked.index) return 'maybe';
    if (!terms.start) return 'no';
    if (terms.start.from === 'ago' && facts.clockJumps.length > 0) return 'maybe';
    return byStart(terms.start, publication, asked.timeMs, ready.timeMs, last);
  };
}

/** Of an event that was there before the subscription was asked for. */
function byStart(
  start: StartPosition,
  { asked, answer, value, sequenceMin, sequenceMax }: Publication,
  askedMs: number,
  readyMs: number,
  last: LastBefore | undefined,
): Entitlement {
  switch (start.from) {
    case 'first':
      return 'yes';
    case 'last':
      if (value !== last?.publication?.value) return 'no';
      return last.isSure ? 'yes' : 'maybe';
    case 'sequence':
      if (sequenceMin >= start.sequence) return 'yes';
      return sequenceMax < start.sequence ? 'no' : 'maybe';
    case 'ago':
      if (asked.timeMs >= readyMs - start.agoMs + EDGE_MS) return 'yes';
      return (answer?.timeMs ?? 0) < askedMs - start.agoMs - EDGE_MS ? 'no' : 'maybe';
  }
}

interface LastBefore {
  readonly publication: Publication | undefined;
  /** No other event may have come after it, before the subscription was there. */
  readonly isSure: boolean;
}

/** The last event that was surely there when the subscription was asked for. */
function lastBefore(
  all: readonly Publication[],
  askedIndex: number,
  readyIndex: number,
): LastBefore {
  let last: Publication | undefined;
  let isSure = true;
  for (const publication of all) {
    if (publication.asked.index > readyIndex) break;
    const { answer } = publication;
    if (isRefusal(answer)) continue;
    if (answer?.type !== 'ok' || answer.index > askedIndex) isSure = false;
    else if (!last || publication.sequenceMin > last.sequenceMin) last = publication;
  }
  return { publication: last, isSure };
}

function isAfterEnd({ endAsked }: Identity, { asked }: Publication): boolean {
  return endAsked !== undefined && endAsked.index < asked.index;
}

/** Place of the first event of a channel that was asked for after that place of the history. */
export function firstAskedAfter(all: readonly Publication[], index: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.asked.index ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}
