import type { Checker, Scope } from './checker';
import type { Delivery, Facts, Identity } from './facts/facts';
import { isAtTwo, repeatsOf, type Repeat } from './facts/repeats';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { isForAck } from './redelivered-after-ack';
import { count } from './words';

/**
 * An event of a queue group is with one member at a time: another one gets it only when the ack wait
 * is over or the first one has left, and then it is flagged.
 */
export function queueExclusivity(scope: Scope = 'alone'): Checker {
  return makeChecker('queue exclusivity', (facts) => check(facts, scope));
}

function check(facts: Facts, scope: Scope): Judged {
  const texts = new Map<Identity, string>();
  for (const group of facts.identities) {
    if (!group.isGroup || group.members.length < 2 || group.passages.size === 0) continue;
    let moved = 0;
    for (const passage of group.passages.values()) {
      const repeats = repeatsOf(facts, group, passage);
      const wrong = group.isUncertain ? undefined : findWrong(facts, group, repeats, scope);
      if (wrong) return wrong;
      if (repeats.some(({ holder, receiver }) => holder !== receiver)) moved++;
    }
    texts.set(group, describe(facts, group, moved));
  }
  if (texts.size === 0) return vacuous('no queue group with two members that got an event');
  if (texts.size === 1) return valid([...texts.values()].join());
  return valid([...texts].map(([{ label }, text]) => `in ${label} ${text}`).join('; '));
}

function findWrong(
  facts: Facts,
  group: Identity,
  repeats: readonly Repeat[],
  scope: Scope,
): Judged | undefined {
  let asNew = repeats[0]?.earlier.redelivered === false ? repeats[0].earlier : undefined;
  for (const repeat of repeats) {
    const { earlier, later, holder, receiver, ack, isEarly } = repeat;
    const what = `event ${later.sequence} at ${receiver.name}`;
    if (!later.redelivered) {
      // What comes second may be seen first: members have connections of their own.
      if (asNew && isWronglyNew(facts, group, asNew, later, scope)) {
        return invalid(
          `${what} as if new, after ${asNew.subscription} had got it, in ${group.label}`,
          asNew,
          ack,
          later,
        );
      }
      asNew ??= later;
    } else if (holder !== receiver && isEarly && (scope === 'alone' || !isForAck(repeat))) {
      const why = ack ? `after ${holder.name} had it acknowledged` : `while ${holder.name} held it`;
      return invalid(`${what} ${why}, in ${group.label}`, earlier, ack, later);
    }
  }
  return undefined;
}

/** Whether two must not both have got it as new. */
function isWronglyNew(
  facts: Facts,
  group: Identity,
  asNew: Delivery,
  later: Delivery,
  scope: Scope,
): boolean {
  if (asNew.subscription === later.subscription) return false;
  // Whoever was killed may not have noted down that he had sent it.
  if (facts.upheavals.isBetween(asNew, later)) return false;
  // Later on it is the flag that is missing.
  return scope === 'alone' || isAtTwo(facts, group, asNew, later);
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
