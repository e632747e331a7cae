import type { Log } from '../../base/log';
import { REDELIVERY_BYTES_MAX, writeRedelivery } from '../../protocol/streaming/hot-codec';
import { subjectFromText } from '../../protocol/nats/subject';
import type { StoredMsg } from '../stores/store';
import type { NatsConnection } from './nats';
import type { QueueGroup } from './queue-group';
import type { StreamingSubscription } from './subscription';
import type { Turn } from './turn';

/** Whether a message was sent, and whether the subscription takes another one. */
const Sent = { no: 0, last: 1, more: 2 } as const;
type Sent = (typeof Sent)[keyof typeof Sent];

/** A run of deliveries looks at its beginning, and after so many bytes, whether clients keep up. */
const BYTES_BETWEEN_LOOKS = 256 * 1024;

/** After so many, others have their turn first: 1,000,000 at once would take a second. */
export const MSGS_PER_TURN = 4096;

/** Counters of `/streaming/serverz`. */
export interface DeliveryStatistics {
  outMsgs: number;
  outBytes: number;
}

/** The way of a delivery to its subscription. What becomes of it there does not concern the server. */
export interface Outlet {
  /**
   * Sends a message to the subscription's inbox.
   * @param found where the message stands, until the next change of the store
   * @param tail,tailLength bytes that follow as part of it; none for a first delivery
   */
  send(
    subscription: StreamingSubscription,
    sequence: number,
    found: StoredMsg,
    tail: Uint8Array,
    tailLength: number,
  ): void;
}

/** Sends messages to subscriptions and notes them as pending. */
export class Delivery implements Outlet {
  readonly statistics: DeliveryStatistics = { outMsgs: 0, outBytes: 0 };
  /** Sets a subscription's ack timer when it has none; redelivery does the rest. */
  onPending: (subscription: StreamingSubscription) => void = () => undefined;

  /** Takes deliveries; whoever puts another one here hands on what is to arrive. */
  outlet: Outlet = this;

  /** Has the subscription's deliveries go on in a turn of their own. */
  onMore: (subscription: StreamingSubscription) => void = () => undefined;

  private readonly connection: NatsConnection;
  private readonly turn: Turn;
  private readonly log: Log;
  private readonly found: StoredMsg = { bytes: Buffer.alloc(0), start: 0, end: 0 };
  private readonly tail = new Uint8Array(REDELIVERY_BYTES_MAX);
  private readonly paused = new Set<StreamingSubscription>();

  constructor(connection: NatsConnection, turn: Turn, log: Log) {
    this.connection = connection;
    this.turn = turn;
    this.log = log;
  }

  /** Sends a plain subscription what it has not had yet, as far as it may go. */
  sendAvailable(subscription: StreamingSubscription): void {
    const { msgs } = subscription.channel.store;
    // What waited from before counts too: look at once.
    let unlooked = BYTES_BETWEEN_LOOKS;
    let sent = 0;
    while (!subscription.stalled && !subscription.paused) {
      // What was trimmed or has expired is skipped: a legal gap.
      if (subscription.lastSent + 1 < msgs.first) subscription.lastSent = msgs.first - 1;
      const sequence = subscription.lastSent + 1;
      if (!msgs.lookup(sequence, this.found)) return;
      if (sent++ === MSGS_PER_TURN) {
        this.onMore(subscription);
        return;
      }
      if (unlooked >= BYTES_BETWEEN_LOOKS) {
        unlooked = 0;
        if (this.pauseIfCongested(subscription)) return;
      }
      unlooked += this.found.end - this.found.start;
      if (this.deliver(subscription, sequence, false) !== Sent.more) return;
    }
  }

  /** Sends a queue group what it has not had yet. */
  sendAvailableToGroup(group: QueueGroup): void {
    const first = group.members[0];
    if (!first) return;
    const { msgs } = first.channel.store;
    for (const member of group.members) if (!member.paused) this.pauseIfCongested(member);
    let unlooked = 0;
    let count = 0;
    while (group.stalledMembers < group.members.length) {
      if (group.lastSent + 1 < msgs.first) group.lastSent = msgs.first - 1;
      const sequence = group.lastSent + 1;
      if (!msgs.lookup(sequence, this.found)) return;
      if (count++ === MSGS_PER_TURN) {
        this.onMore(first);
        return;
      }
      const member = group.pick();
      if (!member || member.paused) return;
      const wasStalled = member.stalled;
      const sent = this.deliver(member, sequence, false);
      if (!wasStalled && member.stalled) group.stalledMembers++;
      if (sent === Sent.no) return;
      group.lastSent = sequence;
      unlooked += this.found.end - this.found.start;
      if (unlooked > BYTES_BETWEEN_LOOKS) {
        unlooked = 0;
        for (const other of group.members) if (!other.paused) this.pauseIfCongested(other);
      }
    }
  }

  /** Whether the channel still has the message: limits may have pushed it out. */
  isStored(subscription: StreamingSubscription, sequence: number): boolean {
    return subscription.channel.store.msgs.lookup(sequence, this.found);
  }

  /** Sends a pending message again; max in flight does not hold it back. False when it was not sent. */
  redeliver(subscription: StreamingSubscription, sequence: number): boolean {
    return (
      this.isStored(subscription, sequence) &&
      this.deliver(subscription, sequence, true) !== Sent.no
    );
  }

  /** Ends the pause of all; whoever is still congested is paused again when its turn comes. */
  takePaused(): StreamingSubscription[] {
    const paused = [...this.paused];
    this.paused.clear();
    for (const subscription of paused) subscription.paused = false;
    return paused;
  }

  send(
    subscription: StreamingSubscription,
    _sequence: number,
    found: StoredMsg,
    tail: Uint8Array,
    tailLength: number,
  ): void {
    const route =
      subscription.route ?? this.connection.routes.route(subjectFromText(subscription.inbox));
    subscription.route = this.connection.publish(
      route,
      '',
      found.bytes,
      found.start,
      found.end,
      tail,
      0,
      tailLength,
    );
  }

  /** The message to send is in `found`. */
  private deliver(subscription: StreamingSubscription, sequence: number, isAgain: boolean): Sent {
    if (!subscription.initialized || (subscription.newOnHold && !isAgain)) return Sent.no;
    if (subscription.inbox === '') {
      this.log.error(
        `[Client:${subscription.clientId}] Failed sending to subid=${subscription.id}`,
      );
      return Sent.no;
    }
    const { pending, channel, maxInFlight } = subscription;
    if (!isAgain && pending.count >= maxInFlight) {
      subscription.stalled = true;
      return Sent.no;
    }
    const { found } = this;
    let tailLength = 0;
    if (isAgain) {
      const counts = subscription.redeliveryCounts;
      const count = (counts.get(sequence) ?? 0) + 1;
      counts.set(sequence, count);
      tailLength = writeRedelivery(this.tail, count);
    }
    if (this.log.traces) this.trace(subscription, sequence, isAgain);
    this.outlet.send(subscription, sequence, found, this.tail, tailLength);
    this.statistics.outMsgs++;
    this.statistics.outBytes += found.end - found.start + tailLength;

    const expiresMs = isAgain ? pending.expiresMs(sequence) : undefined;
    if (expiresMs === undefined) {
      channel.store.subscriptions.addPending(subscription.id, sequence);
      if (sequence > subscription.lastSent) subscription.lastSent = sequence;
      pending.set(sequence, this.turn.nowMs + subscription.ackWaitMs);
    } else {
      // From when it was due, not from now: so the real server does.
      pending.set(sequence, expiresMs + subscription.ackWaitMs);
    }
    if (subscription.ackTimer === undefined) this.onPending(subscription);
    if (!isAgain && pending.count === maxInFlight) {
      subscription.stalled = true;
      return Sent.last;
    }
    return Sent.more;
  }

  private pauseIfCongested(subscription: StreamingSubscription): boolean {
    if (!subscription.route || !this.connection.isCongested(subscription.route)) return false;
    subscription.paused = true;
    this.paused.add(subscription);
    return true;
  }

  private trace(subscription: StreamingSubscription, sequence: number, isAgain: boolean): void {
    this.log.trace(
      `[Client:${subscription.clientId}] ${isAgain ? 'Redelivering' : 'Delivering'} msg to ` +
        `subid=${subscription.id}, subject=${subscription.channel.name}, seq=${sequence}`,
    );
  }
}
