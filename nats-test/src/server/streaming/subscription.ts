import type { Timer } from '../../base/clock';
import type { StoredSubscription } from '../stores/store';
import type { Channel } from './channel';
import type { NatsRoute, NatsSubscription } from './nats';
import { PendingAcks } from './pending-acks';
import type { QueueGroup } from './queue-group';

/** What a client asked for when it subscribed, or resumed. */
export interface SubscriptionTerms {
  readonly clientId: string;
  readonly inbox: string;
  readonly ackInbox: string;
  readonly maxInFlight: number;
  readonly ackWaitSecs: number;
}

/** A subscription to a channel: plain, durable, or a member of a queue group. */
export class StreamingSubscription implements StoredSubscription {
  id = 0;
  /** Sequence of the newest message it was sent; deliveries go on behind it. */
  lastSent = 0;

  readonly channel: Channel;
  /** Empty but for a durable subscription outside of a queue group. */
  readonly durableName: string;
  readonly isDurable: boolean;
  /** Undefined outside of queue groups. */
  readonly group: QueueGroup | undefined;
  readonly pending = new PendingAcks();

  /** Empty while the subscription is offline. */
  clientId = '';
  /** Who had it before it went offline. */
  formerClientId = '';
  inbox = '';
  ackInbox = '';
  maxInFlight = 0;
  ackWaitSecs = 0;

  /** Has as many pending acks as it may have. */
  stalled = false;
  /** Its client has missed a heartbeat. */
  hasFailedHeartbeat = false;
  /** The client has the response to its request, so messages may follow. */
  initialized = false;
  /** New messages wait until the pending ones were redelivered. */
  newOnHold = false;
  /** Waits until its connection takes more. */
  paused = false;
  /** Has its turn at the end of this turn. */
  woken = false;
  ackTimer: Timer | undefined;
  ackRoute: NatsSubscription | undefined;
  /** Where its messages go. */
  route: NatsRoute | undefined;

  private counts: Map<number, number> | undefined;

  constructor(
    channel: Channel,
    name: { durableName: string; isDurable: boolean; group: QueueGroup | undefined },
  ) {
    this.channel = channel;
    this.durableName = name.durableName;
    this.isDurable = name.isDurable;
    this.group = name.group;
  }

  get groupName(): string {
    return this.group?.name ?? '';
  }

  get isOffline(): boolean {
    return this.clientId === '';
  }

  get ackWaitMs(): number {
    return this.ackWaitSecs * 1000;
  }

  takeTerms(terms: SubscriptionTerms): void {
    this.clientId = terms.clientId;
    this.inbox = terms.inbox;
    this.ackInbox = terms.ackInbox;
    this.maxInFlight = terms.maxInFlight;
    this.ackWaitSecs = terms.ackWaitSecs;
    this.route = undefined;
  }

  clearAckTimer(): void {
    this.ackTimer?.cancel();
    this.ackTimer = undefined;
  }

  /** How often each pending message was redelivered; a group counts for all its members. */
  get redeliveryCounts(): Map<number, number> {
    if (this.group) return this.group.redeliveryCounts;
    this.counts ??= new Map();
    return this.counts;
  }

  forgetRedeliveries(sequence: number): void {
    (this.group ? this.group.redeliveryCounts : this.counts)?.delete(sequence);
  }
}
