import type { Checker, Scope } from './checker';
import type { Facts, Identity } from './facts/facts';
import { lastGapBefore } from './facts/gaps';
import { repeatsOf, type Repeat } from './facts/repeats';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count, seconds } from './words';

/**
 * What is acknowledged does not come again. An ack is one-way, so that only what comes when the
 * server surely had it counts. What a durable gets again when it is resumed is another checker's.
 */
export function redeliveredAfterAck(): Checker {
  return makeChecker('redelivered after ack', check);
}

function check(facts: Facts): Judged {
  let acked = 0;
  for (const identity of facts.identities) {
    for (const passage of identity.passages.values()) {
      const repeats = repeatsOf(facts, identity, passage);
      const wrong = findAfterAck(facts, identity, repeats, 'among all');
      if (wrong) return wrong;
      if (passage.steps.some(({ f }) => f === 'ack')) acked++;
    }
  }
  if (acked === 0) return vacuous('nothing that was acknowledged');
  return valid(`${count(acked, 'event')} acknowledged, none again once the server had the ack`);
}

/** The first redelivery of an event that came after its ack. */
export function findAfterAck(
  facts: Facts,
  identity: Identity,
  repeats: readonly Repeat[],
  scope: Scope,
): Judged | undefined {
  if (identity.isUncertain) return undefined;
  for (const repeat of repeats) {
    const { earlier, later, ack } = repeat;
    const isWrong = scope === 'alone' ? repeat.isAfterAck : isForAck(repeat);
    if (!ack || !isWrong) continue;
    if (scope === 'among all' && isResumed(facts, identity, repeat)) continue;
    const after = seconds(later.timeMs - ack.timeMs);
    return invalid(`event ${later.sequence} again ${after} after its ack`, earlier, ack, later);
  }
  return undefined;
}

/** Before its ack wait was over it came again without need, and there was an ack: that is forgotten. */
export function isForAck({ ack, isAfterAck, isEarly, holder }: Repeat): boolean {
  return ack !== undefined && (isAfterAck || (isEarly && ack.subscription === holder.name));
}

/** Who has got it came when nobody of the durable was there. */
function isResumed(facts: Facts, identity: Identity, { ack, receiver }: Repeat): boolean {
  if (!ack || !receiver.ready) return false;
  const gap = lastGapBefore(facts.company(identity).gaps, receiver.ready);
  return gap !== undefined && ack.index < gap.back.asked.index;
}
