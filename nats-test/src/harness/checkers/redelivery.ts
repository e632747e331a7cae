import type { Checker } from './checker';
import { wrongCount } from './facts/counts';
import type { Facts } from './facts/facts';
import { repeatsOf, unacknowledged } from './facts/repeats';
import { unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { findAfterAck } from './redelivered-after-ack';
import { findWrongFlag } from './redelivery-flag';
import { findTooEarly } from './too-early';
import { findTooLate, LATE_MS } from './too-late';
import { count, seconds } from './words';

/**
 * What is not acknowledged within the ack wait comes again, flagged and counted, not before and not
 * long after; what is acknowledged does not come again.
 * @param lateMs how much later than the ack wait it may come, since machines stand still at times
 */
export function redelivery(lateMs = LATE_MS): Checker {
  return makeChecker('redelivery', (facts) => check(facts, lateMs));
}

function check(facts: Facts, lateMs: number): Judged {
  const waits: number[] = [];
  let acked = 0;
  let due = 0;
  for (const identity of facts.identities) {
    for (const passage of identity.passages.values()) {
      const repeats = repeatsOf(facts, identity, passage);
      const unacked = unacknowledged(facts, identity, passage, lateMs);
      const wrong =
        findWrongFlag(facts, identity, passage, 'alone') ??
        findAfterAck(facts, identity, repeats, 'alone') ??
        findTooEarly(identity, repeats, 'alone') ??
        wrongCount(facts, identity, passage) ??
        findTooLate(identity, unacked);
      if (wrong) return wrong;
      const [first] = repeats;
      if (first) waits.push(Math.max(0, first.later.timeMs - first.earlier.timeMs));
      else if (passage.steps.some(({ f }) => f === 'ack')) acked++;
      if (unacked.some(({ state }) => state === 'due')) due++;
    }
  }
  if (due > 0) return unknown(`${count(due, 'event')} not yet again when the history ended`);
  if (waits.length === 0) return vacuous('nothing that had to come again');
  const others = acked === 0 ? '' : `, ${acked} acknowledged and not again`;
  return valid(`${count(waits.length, 'event')} again after ${describe(waits)}, flagged${others}`);
}

function describe(waits: readonly number[]): string {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (const wait of waits) {
    lowest = Math.min(lowest, wait);
    highest = Math.max(highest, wait);
  }
  const [from, to] = [seconds(lowest), seconds(highest)];
  return from === to ? from : `${from} to ${to}`;
}
