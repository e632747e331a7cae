import { AbsenceJudge } from './absence';
import { entitledTo } from './entitlement';
import type { Delivery, Facts, Identity, Member, Publication } from './facts';

/** How long an event may be under way, in milliseconds. */
export const GRACE_MS = 2000;

/** What has become of the events that an identity is entitled to, each in the order of publishing. */
export interface Arrivals {
  readonly identity: Identity;
  readonly arrived: readonly Publication[];
  readonly lost: readonly Publication[];
  /** Who had to get the first of what was lost, and so on. */
  readonly receivers: readonly Member[];
  readonly heldBack: readonly Publication[];
  /** Nobody can get it any more, since a right server lets go of the oldest. */
  readonly trimmed: readonly Publication[];
  /** The history does not say. */
  readonly open: readonly Publication[];
}

/**
 * @param graceMs how long an event may be under way
 * @param among what is looked at, of all that the identity is entitled to
 */
export function arrivalsAt(
  facts: Facts,
  identity: Identity,
  graceMs: number,
  among: (publication: Publication) => boolean = () => true,
): Arrivals {
  const lost: Publication[] = [];
  const receivers: Member[] = [];
  const heldBack: Publication[] = [];
  const trimmed: Publication[] = [];
  const open: Publication[] = [];
  const arrived: Publication[] = [];
  let judge: AbsenceJudge | undefined;
  for (const publication of entitledTo(facts, identity)) {
    if (!among(publication)) continue;
    if (firstDelivery(identity, publication)) {
      arrived.push(publication);
      continue;
    }
    judge ??= new AbsenceJudge(facts, identity, graceMs);
    const absence = judge.judge(publication);
    switch (absence.kind) {
      case 'lost':
        lost.push(publication);
        receivers.push(absence.receiver);
        break;
      case 'held back':
        heldBack.push(publication);
        break;
      case 'trimmed':
        trimmed.push(publication);
        break;
      case 'open':
        open.push(publication);
        break;
    }
  }
  return { identity, arrived, lost, receivers, heldBack, trimmed, open };
}

/** All that has become of the events of an identity; looked at once for all checkers. */
export function allArrivals(facts: Facts, identity: Identity): Arrivals {
  const company = facts.company(identity);
  company.arrivals ??= arrivalsAt(facts, identity, GRACE_MS);
  return company.arrivals;
}

/** The first delivery of an event that the identity has seen, under whichever sequence it came. */
export function firstDelivery(
  identity: Identity,
  { sequence, otherSequences }: Publication,
): Delivery | undefined {
  if (sequence === undefined) return undefined;
  const there = deliveryAt(identity, sequence);
  if (there || !otherSequences) return there;
  for (const other of otherSequences) {
    const delivery = deliveryAt(identity, other);
    if (delivery) return delivery;
  }
  return undefined;
}

function deliveryAt({ passages }: Identity, sequence: number): Delivery | undefined {
  const first = passages.get(sequence)?.steps[0];
  return first?.f === 'deliver' ? first : undefined;
}

/** The next event that did arrive shows, beside the publishing, that one was passed over. */
export function afterLost(
  { arrived, identity }: Arrivals,
  lost: Publication,
): Delivery | undefined {
  const next = arrived.find(({ asked }) => asked.index > lost.asked.index);
  return next && firstDelivery(identity, next);
}
