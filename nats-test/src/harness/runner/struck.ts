import type { Fault } from '../history/fault';
import type { History } from '../history/operation';

/** The faults of a history in words: `2 kill, 1 freeze`; empty when there were none. */
export function struckBy(history: History): string {
  const counts = new Map<Fault, number>();
  for (const operation of history) {
    if (operation.f !== 'fault' || operation.state !== 'begins') continue;
    counts.set(operation.fault, (counts.get(operation.fault) ?? 0) + 1);
  }
  return [...counts].map(([fault, count]) => `${count} ${fault}`).join(', ');
}
