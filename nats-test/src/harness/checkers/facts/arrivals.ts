import { AbsenceJudge } from './absence';
import { entitledTo } from './entitlement';
import type { Delivery, Facts, Identity, Publication } from './facts';

/** What has become of the events that an identity is entitled to. */
export interface Arrivals {
  readonly identity: Identity;
  readonly arrived: readonly Publication[];
  readonly lost: readonly Publication[];
  readonly heldBack: readonly Publication[];
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
  const heldBack: Publication[] = [];
  const open: Publication[] = [];
  const arrived: Publication[] = [];
  const judge = new AbsenceJudge(facts, identity, graceMs);
  for (const publication of entitledTo(facts, identity)) {
    if (!among(publication)) continue;
    if (firstDelivery(identity, publication)) {
      arrived.push(publication);
      continue;
    }
    const absence = judge.judge(publication);
    const kind = absence === 'lost' ? lost : absence === 'open' ? open : heldBack;
    kind.push(publication);
  }
  return { identity, arrived, lost, heldBack, open };
}

/** The first delivery of an event that the identity has seen. */
export function firstDelivery(
  identity: Identity,
  { sequence, value }: Publication,
): Delivery | undefined {
  const passage = sequence === undefined ? undefined : identity.passages.get(sequence);
  const first = passage?.value === value ? passage.steps[0] : undefined;
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
