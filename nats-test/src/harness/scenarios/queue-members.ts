import type { Listener, Step } from './scenario';

/** What the members of a queue group have in common. */
interface GroupTerms {
  readonly queue: string;
  readonly listener: Listener;
  readonly ackWaitMs?: number;
}

/** A publisher connects, then each of these clients; and then these subscribe, as members of a queue group. */
export function queueMembers(members: readonly string[], terms: GroupTerms): Step[] {
  return [...connectAll(members), ...members.map((client) => member(client, terms))];
}

/** A publisher connects, then each of these clients. */
export function connectAll(clients: readonly string[]): Step[] {
  return ['publisher', ...clients].map((client) => ({ do: 'connect', client }));
}

/** The client becomes a member of the group, with a subscription of its own name. */
export function member(client: string, terms: GroupTerms): Step {
  return { do: 'subscribe', client, subscription: client, ...terms };
}
