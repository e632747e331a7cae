import type { Finding } from '../checker';
import { invalid } from '../finding';
import { deafFrom, type Delivery, type Facts, type Identity } from './facts';

/** An event that an identity has got twice, each time as if it were new. */
export function deliveredTwice(facts: Facts, identity: Identity): Finding | undefined {
  for (const { sequence, steps } of identity.passages.values()) {
    if (steps.length < 2) continue;
    const [first, second] = steps.filter((step) => step.f === 'deliver' && !step.redelivered);
    if (first?.f !== 'deliver' || second?.f !== 'deliver') continue;
    // Whoever was killed may not have noted down that he had sent it.
    if (facts.upheavals.isBetween(first, second)) continue;
    if (!isSure(identity, first, second)) continue;
    const where =
      first.subscription === second.subscription
        ? first.subscription
        : `${first.subscription} and ${second.subscription}`;
    return invalid(`event ${sequence} as if new twice, at ${where}`, first, second);
  }
  return undefined;
}

/** What a member that left was sent may be given to the next one by a server that has no flags. */
function isSure(identity: Identity, first: Delivery, second: Delivery): boolean {
  if (first.subscription === second.subscription) return true;
  if (identity.isUncertain) return false;
  return !identity.members.some((member) => {
    const left = deafFrom(member);
    return left && left.index < second.index && !(member.gone && member.gone.index < first.index);
  });
}
