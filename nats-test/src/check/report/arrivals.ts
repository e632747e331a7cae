import type { CrashMoment, Delivered, History } from '../history';
import { keyOf } from './beats';

/** A delivery that reached a listener, and what became of it. */
export interface Arrival extends Delivered {
  readonly key: string;
  /** Where it stands in the history. */
  readonly at: number;
  readonly redelivered: boolean;
  /** How it ended: by the listener's ack, by its crash, or not at all. */
  end: 'acked' | 'ack lost' | CrashMoment | undefined;
  /** Where it ended; Infinity when it did not. */
  endAt: number;
}

/** In their order. */
export function arrivalsOf(history: History): Arrival[] {
  const arrivals = history.flatMap((it, at): Arrival[] =>
    it.f === 'delivered' ? [{ ...it, key: keyOf(it), at, end: undefined, endAt: Infinity }] : [],
  );
  // Backwards: a listener may ignore an event at first, and its only ack is of the last delivery.
  for (const [at, it] of [...history.entries()].reverse()) {
    if (it.f !== 'acked' && it.f !== 'ack lost') continue;
    const acked = arrivals.findLast(
      (arrival) =>
        arrival.at < at &&
        arrival.end === undefined &&
        arrival.member === it.member &&
        arrival.key === keyOf(it),
    );
    if (acked) Object.assign(acked, { end: it.f, endAt: at });
  }
  for (const [at, it] of history.entries()) {
    if (it.f === 'crashed') crash(arrivals, it, at);
  }
  return arrivals;
}

function crash(
  arrivals: readonly Arrival[],
  { member, when, during }: { member: string; when: CrashMoment; during?: Delivered },
  at: number,
): void {
  for (const arrival of arrivals) {
    if (arrival.at > at || arrival.member !== member) continue;
    const isDuring = during !== undefined && arrival.key === keyOf(during);
    // A crash at the ack is more than the ack.
    if (when === 'after ack' && isDuring && arrival.end === 'acked' && arrival.endAt < at) {
      arrival.end = when;
    } else if (arrival.endAt > at) {
      const isDone = isDuring && when === 'before ack';
      Object.assign(arrival, { end: isDone ? when : 'while handling', endAt: at });
    }
  }
}
