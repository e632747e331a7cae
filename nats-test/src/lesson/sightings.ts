import type { Subscriptionz } from '../protocol/monitoring';
import type { Snapshot } from './ask-monitoring';
import { LISTENERS, type ListenerName } from './lesson-event';
import { readPublished, readReceived } from './lesson-lines';
import type { LessonRecord } from './lesson-record';

/** An event that a listener said it had. */
export interface Reception {
  readonly listener: ListenerName;
  readonly sequence: number;
  readonly data: string;
  readonly redelivered: boolean;
}

/** What the listeners said they had, in the order in which they said it. */
export function receptions({ events }: LessonRecord): Reception[] {
  return events.flatMap((event) => {
    if (event.kind !== 'said') return [];
    const listener = LISTENERS.find((name) => name === event.source);
    const received = listener && readReceived(event.line);
    return received ? [{ listener, ...received }] : [];
  });
}

/** The data of each event that the publisher said it had published; undefined where it did not say. */
export function publications({ events }: LessonRecord): (string | undefined)[] {
  return events.flatMap((event) => {
    if (event.kind !== 'said' || event.source !== 'publisher') return [];
    const published = readPublished(event.line);
    return published ? [published.data] : [];
  });
}

/** Subscriptions with a client behind them: an offline durable has none. */
export function liveSubscriptions(snapshot: Snapshot | undefined): readonly Subscriptionz[] {
  return snapshot?.channel?.subscriptions?.filter((it) => !it.is_offline) ?? [];
}

/** How many events were sent and not acknowledged. */
export function countPending(subscriptions: readonly Subscriptionz[]): number {
  return subscriptions.reduce((sum, it) => sum + it.pending_count, 0);
}

/** The monitoring when it had most to show: the last word on what is stored. */
export function latest({ whileListening, afterwards }: LessonRecord): Snapshot | undefined {
  return afterwards ?? whileListening;
}
