import type { Checker, Finding } from './checker';
import type { Facts, Identity } from './facts/facts';
import { readFacts } from './facts/read-facts';
import { repeatsOf, type Repeat } from './facts/repeats';
import { invalid, unknown, valid } from './finding';
import { count } from './words';

/**
 * An event of a queue group is with one member at a time: another one gets it only when the ack wait
 * is over or the first one has left, and then it is flagged.
 */
export function queueExclusivity(): Checker {
  return { name: 'queue exclusivity', check: (history) => check(readFacts(history)) };
}

function check(facts: Facts): Finding {
  const texts = new Map<Identity, string>();
  for (const group of facts.identities) {
    if (!group.isGroup || group.members.length < 2 || group.passages.size === 0) continue;
    let moved = 0;
    for (const passage of group.passages.values()) {
      const repeats = repeatsOf(facts, group, passage);
      const wrong = group.isUncertain ? undefined : findWrong(group, repeats);
      if (wrong) return wrong;
      if (repeats.some(({ holder, receiver }) => holder !== receiver)) moved++;
    }
    texts.set(group, describe(facts, group, moved));
  }
  if (texts.size === 0) return unknown('no queue group with two members that got an event');
  if (texts.size === 1) return valid([...texts.values()].join());
  return valid([...texts].map(([{ label }, text]) => `in ${label} ${text}`).join('; '));
}

function findWrong(group: Identity, repeats: readonly Repeat[]): Finding | undefined {
  let asNew = repeats[0]?.earlier.redelivered === false ? repeats[0].earlier : undefined;
  for (const { earlier, later, holder, receiver, ack, isEarly } of repeats) {
    const what = `event ${later.sequence} at ${receiver.name}`;
    if (!later.redelivered) {
      // What comes second may be seen first: members have connections of their own.
      if (asNew && asNew.subscription !== later.subscription) {
        return invalid(
          `${what} as if new, after ${asNew.subscription} had got it, in ${group.label}`,
          asNew,
          ack,
          later,
        );
      }
      asNew ??= later;
    } else if (holder !== receiver && isEarly) {
      const why = ack ? `after ${holder.name} had it acknowledged` : `while ${holder.name} held it`;
      return invalid(`${what} ${why}, in ${group.label}`, earlier, ack, later);
    }
  }
  return undefined;
}

function describe(facts: Facts, group: Identity, moved: number): string {
  const shares = new Map(group.members.map(({ name }) => [name, 0]));
  for (const { steps } of group.passages.values()) {
    const name = facts.member(steps[0]?.subscription ?? '')?.name ?? '';
    shares.set(name, (shares.get(name) ?? 0) + 1);
  }
  const list = [...shares.values()].sort((a, b) => b - a).join(', ');
  const events = count(group.passages.size, 'event');
  const again = moved === 0 ? '' : ` at a time, ${moved} handed on`;
  return `${events}, each at one of ${group.members.length} members${again} (${list})`;
}
