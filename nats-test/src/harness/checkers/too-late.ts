import type { Checker } from './checker';
import type { Facts, Identity } from './facts/facts';
import { unacknowledged, type Unacknowledged } from './facts/repeats';
import { invalid, unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count, seconds } from './words';

/** How much later than the ack wait something may come again, since machines stand still at times. */
export const LATE_MS = 10_000;

/** What is not acknowledged within the ack wait comes again, and not long after it. */
export function tooLate(): Checker {
  return makeChecker('too late', check);
}

function check(facts: Facts): Judged {
  let again = 0;
  let due = 0;
  for (const identity of facts.identities) {
    for (const passage of identity.passages.values()) {
      const unacked = unacknowledged(facts, identity, passage, LATE_MS);
      const wrong = findTooLate(identity, unacked);
      if (wrong) return wrong;
      for (const { state } of unacked) {
        if (state === 'due') due++;
        else again++;
      }
    }
  }
  if (again > 0) return valid(`${count(again, 'redelivery', 'redeliveries')}, none too late`);
  if (due > 0) return unknown(`${count(due, 'event')} not yet again when the history ended`);
  return vacuous('nothing that had to come again');
}

/** The first delivery that had to come again and did not, or too late. */
export function findTooLate(
  identity: Identity,
  unacked: readonly Unacknowledged[],
): Judged | undefined {
  if (identity.isUncertain) return undefined;
  const late = unacked.find(({ state }) => state === 'late');
  if (!late) return undefined;
  const { delivery, again, deadlineMs } = late;
  const within = seconds(deadlineMs - delivery.timeMs);
  return invalid(`event ${delivery.sequence} not again within ${within}`, delivery, again);
}
