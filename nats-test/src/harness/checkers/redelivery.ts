import type { Checker, Finding } from './checker';
import type { Delivery, Facts, Identity, Passage } from './facts/facts';
import { wrongCount } from './facts/counts';
import { mayBeFlagged, mayBeUnderWay } from './facts/first-flagged';
import { readFacts } from './facts/read-facts';
import { repeatsOf, unacknowledged, type Repeat } from './facts/repeats';
import { invalid, unknown, valid } from './finding';
import { count, seconds } from './words';

/**
 * What is not acknowledged within the ack wait comes again, flagged and counted, not before and not
 * long after; what is acknowledged does not come again.
 * @param lateMs how much later than the ack wait it may come, since machines stand still at times
 */
export function redelivery(lateMs = 10_000): Checker {
  return { name: 'redelivery', check: (history) => check(readFacts(history), lateMs) };
}

function check(facts: Facts, lateMs: number): Finding {
  const waits: number[] = [];
  let acked = 0;
  let due = 0;
  for (const identity of facts.identities) {
    for (const passage of identity.passages.values()) {
      const repeats = repeatsOf(facts, identity, passage);
      const wrong =
        wrongFlag(facts, identity, passage) ??
        wrongRepeat(identity, repeats) ??
        wrongCount(facts, identity, passage) ??
        comesLate(facts, identity, passage, lateMs);
      if (wrong) return wrong;
      const [first] = repeats;
      if (first) waits.push(Math.max(0, first.later.timeMs - first.earlier.timeMs));
      else if (passage.steps.some(({ f }) => f === 'ack')) acked++;
      if (unacknowledged(facts, identity, passage, lateMs).some(({ state }) => state === 'due')) {
        due++;
      }
    }
  }
  if (due > 0) return unknown(`${count(due, 'event')} not yet again when the history ended`);
  if (waits.length === 0) return unknown('nothing that had to come again');
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

/** The flag is set on all deliveries but the first. */
function wrongFlag(facts: Facts, identity: Identity, passage: Passage): Finding | undefined {
  let asNew: Delivery | undefined;
  let first: Delivery | undefined;
  for (const step of passage.steps) {
    if (step.f !== 'deliver') continue;
    first ??= step;
    if (step.redelivered) continue;
    if (asNew && !identity.isUncertain) {
      return invalid(`event ${step.sequence} again without the flag`, asNew, step);
    }
    asNew ??= step;
  }
  if (!first?.redelivered) return undefined;
  const may = mayBeFlagged(facts, identity, first);
  if (may === 'yes') return undefined;
  if (may === 'perhaps' && (asNew || mayBeUnderWay(facts, identity, first))) return undefined;
  const published = facts.publications.get(first.value)?.asked;
  return invalid(`event ${first.sequence} flagged though it came first`, published, first);
}

function wrongRepeat(identity: Identity, repeats: readonly Repeat[]): Finding | undefined {
  if (identity.isUncertain) return undefined;
  for (const { earlier, later, ack, isAfterAck, isEarly, holder } of repeats) {
    if (ack && isAfterAck) {
      const after = seconds(later.timeMs - ack.timeMs);
      return invalid(`event ${later.sequence} again ${after} after its ack`, earlier, ack, later);
    }
    if (isEarly) {
      const after = seconds(later.timeMs - earlier.timeMs);
      return invalid(
        `event ${later.sequence} again after ${after}, ack wait ${seconds(holder.terms.ackWaitMs)}`,
        earlier,
        later,
      );
    }
  }
  return undefined;
}

function comesLate(
  facts: Facts,
  identity: Identity,
  passage: Passage,
  lateMs: number,
): Finding | undefined {
  if (identity.isUncertain) return undefined;
  for (const { state, delivery, again, deadlineMs } of unacknowledged(
    facts,
    identity,
    passage,
    lateMs,
  )) {
    if (state !== 'late') continue;
    const within = seconds(deadlineMs - delivery.timeMs);
    return invalid(`event ${delivery.sequence} not again within ${within}`, delivery, again);
  }
  return undefined;
}
