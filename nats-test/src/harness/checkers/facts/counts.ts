import type { Finding } from '../checker';
import { invalid } from '../finding';
import { longestWayMs, type Delivery, type Facts, type Identity, type Passage } from './facts';
import { inSendOrder } from './send-order';
import { notSentBefore } from './sent-times';

/**
 * Redeliveries of an event that are counted wrong: for each receiver the counts rise, and those of a
 * group are together 1, 2, … without repetition. Members have connections of their own, so that 3 may
 * be seen before 2. What was sent to one who left was counted and seen by nobody, or the count went
 * with it.
 */
export function wrongCount(
  facts: Facts,
  identity: Identity,
  passage: Passage,
): Finding | undefined {
  if (identity.isUncertain) return undefined;
  const redeliveries = passage.steps
    .filter((step) => step.f === 'deliver')
    .filter(({ redelivered }) => redelivered);
  // A server that does not count says 0.
  if (redeliveries.some(({ redeliveryCount }) => redeliveryCount === 0)) return undefined;
  const [first] = redeliveries;
  if (!first) return undefined;
  return (
    fallsAtReceiver(facts, redeliveries) ??
    (isForgotten(facts, identity, passage) ||
    (identity.isDurable && hasLeft(facts, identity, redeliveries.at(-1)))
      ? undefined
      : repeatsOrSkips(facts, identity, passage))
  );
}

/** Counts are not on disk: after a restart they begin anew, and nobody knows where they were. */
function isForgotten(facts: Facts, identity: Identity, { steps, value }: Passage): boolean {
  const last = steps.at(-1);
  const since = notSentBefore(facts, identity, value);
  return !!last && !!since && facts.upheavals.isBetween(since, last);
}

function fallsAtReceiver(facts: Facts, redeliveries: readonly Delivery[]): Finding | undefined {
  const lastAt = new Map<string, Delivery>();
  for (const delivery of redeliveries) {
    const before = lastAt.get(delivery.subscription);
    const mayRestart = before && facts.upheavals.isBetween(before, delivery);
    if (before && !mayRestart && before.redeliveryCount >= delivery.redeliveryCount) {
      return miscounted(before, delivery);
    }
    lastAt.set(delivery.subscription, delivery);
  }
  return undefined;
}

function repeatsOrSkips(facts: Facts, identity: Identity, passage: Passage): Finding | undefined {
  let before: Delivery | undefined;
  for (const delivery of inSendOrder(facts, identity, passage)) {
    const last = before?.redeliveryCount ?? 0;
    const { redeliveryCount, redelivered } = delivery;
    if (redelivered && redeliveryCount === last && before) return miscounted(before, delivery);
    const isGap = redelivered && redeliveryCount > last + 1;
    if (isGap && !maySkip(facts, identity, delivery)) return miscounted(before, delivery);
    before = delivery;
  }
  return undefined;
}

/** Whether what was counted may not have been seen: somebody left, or it is under way. */
function maySkip(facts: Facts, identity: Identity, delivery: Delivery): boolean {
  if (hasLeft(facts, identity, delivery)) return true;
  if (identity.members.length < 2) return false;
  const wayMs = longestWayMs(facts, identity);
  return facts.pauses.runningMs(delivery.timeMs, facts.endMs) <= wayMs;
}

/** What was on its way to somebody when that one left was counted and not seen either. */
function hasLeft(facts: Facts, identity: Identity, by: Delivery | undefined): boolean {
  const published = by && facts.publications.get(by.value)?.asked;
  if (!published) return false;
  const untilMs = facts.pauses.after(by.timeMs, longestWayMs(facts, identity));
  return facts.company(identity).mayHaveSwallowed(published, untilMs);
}

function miscounted(before: Delivery | undefined, delivery: Delivery): Finding {
  const counts = `${delivery.redeliveryCount} after ${before?.redeliveryCount ?? 0}`;
  return invalid(`redelivery count ${counts}, event ${delivery.sequence}`, before, delivery);
}
