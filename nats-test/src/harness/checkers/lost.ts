import type { Checker } from './checker';
import { afterLost, allArrivals } from './facts/arrivals';
import type { Facts } from './facts/facts';
import { lossesIn, type Loss } from './facts/losses';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/** Of what was lost so many are named. */
const NAMED_MAX = 10;

/**
 * Every acknowledged event reaches every subscription, durable and queue group that is entitled to
 * it. What was passed over where a subscription began, or a durable went on, is other checkers'.
 */
export function lost(): Checker {
  return makeChecker('lost', check);
}

function check(facts: Facts): Judged {
  const losses = facts.once(lossesIn).filter(({ of }) => of === 'lost');
  const [first] = losses;
  if (first) return describe(losses.filter(({ arrivals }) => arrivals === first.arrivals));
  let arrived = 0;
  for (const identity of facts.identities) {
    arrived += allArrivals(facts, identity).arrived.length;
  }
  if (arrived === 0) return vacuous('no acknowledged event that came to whoever is entitled to it');
  return valid(`${count(arrived, 'delivery', 'deliveries')} that had to be, none missing`);
}

function describe(losses: readonly Loss[]): Judged {
  const [first] = losses;
  if (!first) return vacuous('nothing lost');
  const { arrivals, publication } = first;
  const { identity, arrived } = arrivals;
  const all = arrived.length + losses.length;
  const named = losses.slice(0, NAMED_MAX).map((loss) => loss.publication.number);
  const more = losses.length - named.length;
  const numbers = `number ${named.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
  return invalid(
    `${losses.length} of ${count(all, 'event')} never at ${identity.label}, ${placesOf(losses)}: ${numbers}`,
    identity.members[0]?.asked,
    afterLost(arrivals, publication),
    ...losses.slice(0, NAMED_MAX).flatMap((loss) => {
      const { asked, answer } = loss.publication;
      return [asked, answer];
    }),
  );
}

/** `prefix`: before all that came; `postfix`: after it. */
function placesOf(losses: readonly Loss[]): string {
  const places = new Set<string>();
  for (const { publication, arrivals } of losses) {
    const first = arrivals.arrived[0]?.number ?? Number.POSITIVE_INFINITY;
    const last = arrivals.arrived.at(-1)?.number ?? 0;
    if (publication.number < first) places.add('prefix');
    else places.add(publication.number > last ? 'postfix' : 'middle');
  }
  return [...places].join(' and ');
}
