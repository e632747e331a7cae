import type { Operation } from '../../history/operation';
import type { Delivery, Facts, Identity } from './facts';

/**
 * When a delivery was sent at the earliest, in milliseconds since the history began. A client sees it
 * later, nobody knows how much: the link may be slow, or the client's machine may have stood still.
 * But nothing is sent before it was published and asked for.
 */
export function sentNotBefore(facts: Facts, { value, subscription }: Delivery): number {
  return Math.max(
    facts.publications.get(value)?.asked.timeMs ?? 0,
    facts.member(subscription)?.asked.timeMs ?? 0,
  );
}

/** The operation before which the identity can't have been sent the event: published, and asked for. */
export function notSentBefore(
  facts: Facts,
  { members }: Identity,
  value: string,
): Operation | undefined {
  const published = facts.publications.get(value)?.asked;
  const began = members[0]?.asked;
  if (!published || !began) return published ?? began;
  return published.index > began.index ? published : began;
}
