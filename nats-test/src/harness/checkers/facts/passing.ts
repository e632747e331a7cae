import type { Delivery, Facts, Identity, Member, Publication } from './facts';

/** A delivery of something new, and where its publishing was asked for. */
interface Arrival {
  readonly askedIndex: number;
  readonly delivery: Delivery;
}

/**
 * What is new comes in order over one connection. Whoever has got a later event before an earlier one
 * was passed over then and there, whatever becomes of server, connection or channel afterwards.
 */
export class Passing {
  private readonly facts: Facts;
  private readonly first: Member | undefined;
  /** In the order of publishing. */
  private readonly arrivals: readonly Arrival[];
  /** For each arrival, of itself and all later ones: the delivery that was seen first. */
  private readonly earliest: Delivery[] = [];

  /** @param identity no group */
  constructor(facts: Facts, { members, passages }: Identity) {
    this.facts = facts;
    [this.first] = members;
    const arrivals: Arrival[] = [];
    for (const { value, steps } of passages.values()) {
      const [delivery] = steps;
      const askedIndex = facts.publications.get(value)?.asked.index;
      if (delivery?.f !== 'deliver' || delivery.redelivered || askedIndex === undefined) continue;
      arrivals.push({ askedIndex, delivery });
    }
    this.arrivals = arrivals.sort((a, b) => a.askedIndex - b.askedIndex);
    let earliest: Delivery | undefined;
    for (let place = arrivals.length - 1; place >= 0; place--) {
      const delivery = arrivals[place]?.delivery;
      if (delivery && !(earliest && earliest.index < delivery.index)) earliest = delivery;
      if (earliest) this.earliest[place] = earliest;
    }
  }

  /**
   * @param publication that has not come
   * @returns who was sent a later event in its place; undefined when nobody surely was
   */
  passerOf(publication: Publication): Member | undefined {
    const { asked, answer, channel } = publication;
    if (answer?.type !== 'ok') return undefined;
    const { facts } = this;
    const later = this.earliest[this.placeAfter(answer.index)];
    if (!later) return undefined;
    const member = facts.member(later.subscription);
    if (!member?.ready) return undefined;
    // One who was there before may have been sent it.
    if (member !== this.first && member.ready.index > asked.index) return undefined;
    if (facts.upheavals.isBetween(asked, later)) return undefined;
    const trims = facts.trims(channel);
    return trims?.mayBeGone(publication, later.timeMs) ? undefined : member;
  }

  /** Place of the first arrival that was asked for after that. */
  private placeAfter(index: number): number {
    let low = 0;
    let high = this.arrivals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.arrivals[middle]?.askedIndex ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
