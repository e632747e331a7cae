import type { Checker, Scope } from './checker';
import type { Facts, Identity } from './facts/facts';
import { repeatsOf, type Repeat } from './facts/repeats';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { isForAck } from './redelivered-after-ack';
import { count, seconds } from './words';

/**
 * What is not acknowledged does not come again before its ack wait is over. At another member of a
 * queue group that is another checker's.
 */
export function tooEarly(): Checker {
  return makeChecker('too early', check);
}

function check(facts: Facts): Judged {
  let again = 0;
  for (const identity of facts.identities) {
    for (const passage of identity.passages.values()) {
      const repeats = repeatsOf(facts, identity, passage);
      const wrong = findTooEarly(identity, repeats, 'among all');
      if (wrong) return wrong;
      again += repeats.length;
    }
  }
  if (again === 0) return vacuous('nothing that came again');
  return valid(`${count(again, 'redelivery', 'redeliveries')}, none before the ack wait was over`);
}

/** The first redelivery of an event that came too early. */
export function findTooEarly(
  identity: Identity,
  repeats: readonly Repeat[],
  scope: Scope,
): Judged | undefined {
  if (identity.isUncertain) return undefined;
  for (const repeat of repeats) {
    const { earlier, later, isEarly, holder, receiver } = repeat;
    if (!isEarly) continue;
    if (scope === 'among all' && (isForAck(repeat) || holder !== receiver)) continue;
    const after = seconds(later.timeMs - earlier.timeMs);
    const text = `event ${later.sequence} again after ${after}, ack wait ${seconds(holder.terms.ackWaitMs)}`;
    return invalid(text, earlier, later);
  }
  return undefined;
}
