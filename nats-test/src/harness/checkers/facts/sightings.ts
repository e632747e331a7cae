import type { Operation, OperationOf } from '../../history/operation';
import type { Facts, Session } from './facts';
import type { Freeze } from './freezes';

/** What was seen of a client that froze until it was gone. */
export interface Sightings {
  readonly lastThere: Operation | undefined;
  /** What showed that it was gone. */
  readonly gone: Operation | undefined;
  /** It was gone then at the latest. */
  readonly goneBy: Operation | undefined;
}

/** What the monitoring said of the client until it was gone, or the server when the client was back. */
export function sightingsOf(facts: Facts, session: Session, freeze: Freeze): Sightings {
  const all = facts.once(registeredByClient).get(session.client) ?? [];
  let lastThere: Operation | undefined;
  for (let i = firstAfter(all, freeze.froze.index); i < all.length; i++) {
    const operation = all[i];
    if (!operation) break;
    // Its ID may come back as another's.
    if (!operation.isRegistered) return { lastThere, gone: operation, goneBy: operation };
    lastThere = operation;
  }
  const { gone } = session;
  // While it answered again it can't have gone.
  if (gone?.f === 'ping' && freeze.thawed && !isTakenOver(facts, session)) {
    return { lastThere, gone, goneBy: freeze.thawed };
  }
  return { lastThere, gone: undefined, goneBy: undefined };
}

/** Whether another client has asked for its ID, and may have got it. */
export function isTakenOver(facts: Facts, { clientId, asked, gone }: Session): boolean {
  const from = asked?.index ?? -1;
  const to = gone?.index ?? Number.POSITIVE_INFINITY;
  const rivals = facts.once(connectsById).get(clientId) ?? [];
  const place = firstAfter(rivals, from);
  const rival = rivals[place];
  return rival !== undefined && rival.index < to;
}

/** Where each client ID was asked for. Use with `facts.once`. */
function connectsById({ sessions }: Facts): Map<string, Operation[]> {
  const all = new Map<string, Operation[]>();
  for (const { clientId, asked } of sessions) {
    if (!asked) continue;
    const own = all.get(clientId);
    if (own) own.push(asked);
    else all.set(clientId, [asked]);
  }
  return all;
}

function registeredByClient({ history }: Facts): Map<string, OperationOf<'registered'>[]> {
  const all = new Map<string, OperationOf<'registered'>[]>();
  for (const operation of history) {
    if (operation.f !== 'registered') continue;
    const own = all.get(operation.client);
    if (own) own.push(operation);
    else all.set(operation.client, [operation]);
  }
  return all;
}

function firstAfter(all: readonly Operation[], index: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.index ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low;
}
