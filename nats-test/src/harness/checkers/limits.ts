import type { Checker } from './checker';
import { allArrivals, firstDelivery } from './facts/arrivals';
import type { Facts, Identity, Publication } from './facts/facts';
import { lossesIn } from './facts/losses';
import { startName } from './facts/start';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/**
 * A channel keeps as much as its limits say: who comes later finds all that must be there, and
 * nothing of what must be gone.
 */
export function limits(): Checker {
  return makeChecker('limits', check);
}

function check(facts: Facts): Judged {
  if (!facts.target.limits) return vacuous('no limits that are known');
  const loss = facts.once(lossesIn).find(({ of }) => of === 'trim');
  if (loss) {
    const { publication, arrivals } = loss;
    const { members, label, steps } = arrivals.identity;
    const { asked, answer } = publication;
    const text = `event ${publication.number} not at ${label}, though the limits keep it`;
    return invalid(text, asked, answer, members[0]?.asked, steps[0]);
  }
  let readers = 0;
  for (const identity of facts.identities) {
    const gone = goneBefore(facts, identity);
    if (gone.length === 0) continue;
    for (const publication of gone) {
      const delivery = firstDelivery(identity, publication);
      if (!delivery) continue;
      const { asked, answer, number } = publication;
      const text = `event ${number} at ${identity.label}, though the limits had let go of it`;
      return invalid(text, asked, answer, identity.members[0]?.asked, delivery);
    }
    if (allArrivals(facts, identity).arrived.length > 0) readers++;
  }
  if (readers === 0) return vacuous('nobody who came when the limits had let go of something');
  return valid(`${count(readers, 'late reader')} with all that the limits keep, and no more`);
}

/** What the identity would have begun with, had it not gone. */
function goneBefore(facts: Facts, identity: Identity): Publication[] {
  const trims = facts.trims(identity.channel);
  const [first] = identity.members;
  if (!trims || !first?.ready || identity.isUncertain || startName(identity) === 'new only') {
    return [];
  }
  const gone: Publication[] = [];
  // The oldest goes first.
  for (const publication of facts.channels.get(identity.channel) ?? []) {
    if (publication.asked.index > first.asked.index) break;
    if (trims.mustBeGone(publication, first.asked)) gone.push(publication);
  }
  return gone;
}
