import type { Subscriptionz } from '../../src/protocol/monitoring';
import type { Snapshot } from '../../src/lesson/ask-monitoring';
import type {
  EndedEvent,
  LessonEvent,
  ProcessName,
  SaidEvent,
  Source,
} from '../../src/lesson/lesson-event';
import type { LessonRecord } from '../../src/lesson/lesson-record';

/** A run in which all went well: two events, one for each listener. */
export function goodRecord(changes: Partial<LessonRecord> = {}): LessonRecord {
  return {
    eventsPlanned: 2,
    events: goodEvents,
    whileListening: snapshot({ subscriptions: [subscription(1), subscription(2)] }),
    afterwards: snapshot({
      subscriptions: [{ ...subscription(2), is_offline: true }],
      clientIds: [],
    }),
    problem: undefined,
    elapsedMs: 4321,
    ...changes,
  };
}

export function said(
  source: Source,
  line: string,
  stream: SaidEvent['stream'] = 'stdout',
): SaidEvent {
  return { kind: 'said', source, stream, line };
}

export function ended(
  source: ProcessName,
  how: Partial<Pick<EndedEvent, 'exitStatus' | 'signal'>> = { exitStatus: 0 },
): EndedEvent {
  return { kind: 'ended', source, exitStatus: undefined, signal: undefined, ...how };
}

export const published = (id: string): SaidEvent =>
  said('publisher', `Event published to ticket:created: {"id":"${id}"} (guid ABC)`);

export const received = (listener: ProcessName, sequence: number, id: string): SaidEvent =>
  said(listener, `Message received #${sequence}, with data: {"id":"${id}"}`);

export const goodEvents: readonly LessonEvent[] = [
  published('a'),
  received('listener 1', 1, 'a'),
  ended('publisher'),
  received('listener 2', 2, 'b'),
  published('b'),
  ended('publisher'),
  ended('listener 1'),
  ended('listener 2'),
];

/** The monitoring of a channel with two events. */
export function snapshot(changes: {
  readonly subscriptions?: readonly Subscriptionz[];
  readonly clientIds?: readonly string[];
  readonly msgs?: number;
}): Snapshot {
  const { subscriptions = [], clientIds = ['one', 'two'], msgs = 2 } = changes;
  return {
    channel: {
      name: 'ticket:created',
      msgs,
      bytes: msgs * 76,
      first_seq: 1,
      last_seq: msgs,
      subscriptions,
    },
    clientIds,
  };
}

/** A live subscription of the queue group, sent up to that event, with all acknowledged. */
export function subscription(lastSent: number): Subscriptionz {
  return {
    client_id: `client-${lastSent}`,
    inbox: '_INBOX.a',
    ack_inbox: '_INBOX.b',
    queue_name: 'accounting-service:accounting-queue-group',
    is_durable: true,
    is_offline: false,
    max_inflight: 16384,
    ack_wait: 30,
    last_sent: lastSent,
    pending_count: 0,
    is_stalled: false,
  };
}
