import type { History } from '../../../history/operation';

/** How long something took that was asked for at this moment. */
export interface Wait {
  readonly atMs: number;
  readonly tookMs: number;
}

export interface Latencies {
  /** From the publish to its ack. */
  readonly publishAck: readonly Wait[];
  /** From the publish to its first delivery to anybody. */
  readonly firstDelivery: readonly Wait[];
}

/** How long each publish took, in the order in which they came to an end. */
export function latenciesOf(history: History): Latencies {
  const askedById = new Map<number, number>();
  const askedByValue = new Map<string, number>();
  const publishAck: Wait[] = [];
  const firstDelivery: Wait[] = [];
  for (const operation of history) {
    const { timeMs } = operation;
    if (operation.f === 'publish') {
      if (operation.type === 'invoke') {
        askedById.set(operation.id, timeMs);
        askedByValue.set(operation.value, timeMs);
        continue;
      }
      const atMs = askedById.get(operation.id);
      if (operation.type === 'ok' && atMs !== undefined)
        publishAck.push({ atMs, tookMs: timeMs - atMs });
    } else if (operation.f === 'deliver') {
      const atMs = askedByValue.get(operation.value);
      if (atMs === undefined) continue;
      firstDelivery.push({ atMs, tookMs: timeMs - atMs });
      askedByValue.delete(operation.value);
    }
  }
  return { publishAck, firstDelivery };
}
