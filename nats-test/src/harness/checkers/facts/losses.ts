import { allArrivals, firstDelivery, type Arrivals } from './arrivals';
import type { Facts, Identity, Publication } from './facts';
import { lastGapBefore } from './gaps';

/**
 * An event that an identity had to get and has not. One fault is one checker's matter: `start`: it
 * was passed over where the subscription began; `trim`: there, on a channel that lets go of the
 * oldest; `resume`: where a durable went on; `group`: another group of the channel has got it. All
 * else is `lost`.
 */
export interface Loss {
  readonly of: 'lost' | 'start' | 'trim' | 'resume' | 'group';
  readonly publication: Publication;
  readonly arrivals: Arrivals;
}

/** All losses, identity by identity. Use with `facts.once`. */
export function lossesIn(facts: Facts): Loss[] {
  const losses: Loss[] = [];
  const groups = groupsByChannel(facts);
  for (const identity of facts.identities) {
    const arrivals = allArrivals(facts, identity);
    for (const [i, publication] of arrivals.lost.entries()) {
      const receiver = arrivals.receivers[i];
      const of =
        startLoss(facts, arrivals, publication) ??
        (isPassedOverAtResume(facts, arrivals, publication, receiver) ? 'resume' : undefined) ??
        (isAtOtherGroup(identity, groups, publication) ? 'group' : 'lost');
      losses.push({ of, publication, arrivals });
    }
  }
  // What nobody has got, and one has not got for no such reason, was not there at all.
  const notStored = new Set<Publication>();
  for (const { of, publication } of losses) {
    if (of === 'lost' && publication.sequence === undefined) notStored.add(publication);
  }
  return losses.map((loss) => (notStored.has(loss.publication) ? { ...loss, of: 'lost' } : loss));
}

/** As `lossesIn`, by the arrivals that they are missing among. */
export function lossesByIdentity(facts: Facts): Map<Arrivals, Loss[]> {
  const all = new Map<Arrivals, Loss[]>();
  for (const loss of facts.once(lossesIn)) {
    const own = all.get(loss.arrivals);
    if (own) own.push(loss);
    else all.set(loss.arrivals, [loss]);
  }
  return all;
}

function startLoss(
  facts: Facts,
  { identity, arrived }: Arrivals,
  publication: Publication,
): 'start' | 'trim' | undefined {
  const ready = identity.members[0]?.ready;
  if (!ready || publication.asked.index > ready.index) return undefined;
  // One that was deleted before begins anew, wherever it goes on.
  if (identity.isDurable && identity.before) return 'start';
  // It had begun before.
  const [first] = arrived;
  if (first && first.asked.index < publication.asked.index) return undefined;
  const [oldest] = facts.channels.get(identity.channel) ?? [];
  const trims = facts.trims(identity.channel);
  return trims && oldest && trims.mayBeGone(oldest, ready.timeMs) ? 'trim' : 'start';
}

function isPassedOverAtResume(
  facts: Facts,
  { identity, arrived }: Arrivals,
  publication: Publication,
  receiver: Identity['members'][number] | undefined,
): boolean {
  if (!identity.isDurable || !receiver?.ready) return false;
  const answer = publication.answer ?? publication.asked;
  const gap = lastGapBefore(facts.company(identity).gaps, receiver.ready);
  if (!gap || gap.back.asked.index < answer.index) return false;
  // What came after the gap began, and was published before this one, shows that it went on there.
  let low = 0;
  let high = arrived.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((arrived[middle]?.asked.index ?? 0) < gap.left.index) low = middle + 1;
    else high = middle;
  }
  const next = arrived[low];
  return !next || next.asked.index > publication.asked.index;
}

function isAtOtherGroup(
  identity: Identity,
  groups: ReadonlyMap<string, readonly Identity[]>,
  publication: Publication,
): boolean {
  if (!identity.isGroup) return false;
  const others = groups.get(identity.channel) ?? [];
  return others.some((other) => other !== identity && firstDelivery(other, publication));
}

/** Queue groups of each channel. */
export function groupsByChannel({ identities }: Facts): Map<string, Identity[]> {
  const byChannel = new Map<string, Identity[]>();
  for (const identity of identities) {
    if (!identity.isGroup) continue;
    const groups = byChannel.get(identity.channel);
    if (groups) groups.push(identity);
    else byChannel.set(identity.channel, [identity]);
  }
  return byChannel;
}
