import type { Finding } from '../checker';
import { invalid } from '../finding';
import type { Delivery, Facts } from './facts';
import { isRefusal } from './refusal';

/**
 * The first event that can't have been in a right channel: nobody published it, it was refused, or
 * value and sequence do not belong together.
 */
export function wrongEntry(facts: Facts): Finding | undefined {
  const byPlace = new Map<string, Delivery>();
  const byValue = new Map<string, Delivery>();
  for (const operation of facts.history) {
    if (operation.f !== 'deliver') continue;
    const { channel, value, sequence } = operation;
    const publication = facts.publications.get(value);
    if (publication?.channel !== channel) {
      return invalid(`an event that nobody published in ${channel}`, operation);
    }
    const { asked, answer } = publication;
    if (isRefusal(answer)) {
      return invalid('an event whose publishing was refused', asked, answer, operation);
    }
    const place = `${sequence} ${channel}`;
    const there = byPlace.get(place);
    if (there && there.value !== value) {
      return invalid(`two events with the sequence ${sequence}`, asked, there, operation);
    }
    const before = byValue.get(value);
    if (before && before.sequence !== sequence) {
      const sequences = `${before.sequence} and ${sequence}`;
      return invalid(`one event with two sequences, ${sequences}`, asked, before, operation);
    }
    if (!there) byPlace.set(place, operation);
    if (!before) byValue.set(value, operation);
  }
  return undefined;
}
