import type { Actor, Handling } from '../../generators/plan';
import type { SubscriptionTerms } from '../../history/operation';

/** Enough that nothing waits unless the scenario is about that. */
const MAX_IN_FLIGHT = 1000;
/** The shortest there is: what has to come again comes soon. */
export const ACK_WAIT_MS = 1000;

export function publisher(name: string): Actor {
  return { kind: 'publisher', name };
}

/** A listener that acknowledges after some milliseconds, unless told otherwise. */
export function listener(
  name: string,
  terms: Partial<SubscriptionTerms> = {},
  handling: Handling = { does: 'ack', afterMs: [0, 30] },
): Actor {
  const given = { maxInFlight: MAX_IN_FLIGHT, ackWaitMs: ACK_WAIT_MS, ...terms };
  return { kind: 'listener', name, terms: given, handling };
}

/** Several members of a queue group. */
export function members(
  names: readonly string[],
  terms: Partial<SubscriptionTerms>,
  handling?: Handling,
): readonly Actor[] {
  return names.map((name) => listener(name, terms, handling));
}
