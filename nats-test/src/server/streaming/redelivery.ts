import type { Log } from '../../base/log';
import type { Acks } from './acks';
import type { Delivery } from './delivery';
import type { StreamingSubscription } from './subscription';
import type { Turn } from './turn';

/** What is due within this time is redelivered at once, which spares a timer for each message. */
const DUE_SOON_MS = 15;
/** Messages taken over from a member that left are redelivered this soon. */
const TAKEN_OVER_MS = 100;

/** Sends again what was not acknowledged in time. */
export class Redelivery {
  private readonly delivery: Delivery;
  private readonly acks: Acks;
  private readonly turn: Turn;
  private readonly log: Log;

  constructor(delivery: Delivery, acks: Acks, turn: Turn, log: Log) {
    this.delivery = delivery;
    this.acks = acks;
    this.turn = turn;
    this.log = log;
    delivery.onPending = (subscription) => {
      this.setTimer(subscription, subscription.ackWaitMs);
    };
  }

  setTimer(subscription: StreamingSubscription, delayMs: number): void {
    subscription.clearAckTimer();
    subscription.ackTimer = this.turn.later(delayMs, () => {
      this.redeliverExpired(subscription);
    });
  }

  /** Looks soon at what the subscription has taken over from another member. */
  hurry(subscription: StreamingSubscription): void {
    this.setTimer(subscription, TAKEN_OVER_MS);
  }

  /** Sends a resuming durable subscription everything it had not acknowledged, then new messages may follow. */
  redeliverAll(subscription: StreamingSubscription): void {
    const pending = subscription.pending.bySequence();
    if (pending.length > 0 && this.log.debugs) {
      const name = subscription.durableName || (subscription.group?.name ?? '');
      this.log.debug(
        `[Client:${subscription.clientId}] Redelivering to subid=${subscription.id}, durable=${name}`,
      );
    }
    for (const { sequence } of pending) {
      if (this.delivery.isStored(subscription, sequence)) {
        this.delivery.redeliver(subscription, sequence);
      } else {
        this.dropTrimmed(subscription, sequence);
      }
    }
    subscription.newOnHold = false;
  }

  private redeliverExpired(subscription: StreamingSubscription): void {
    const { turn, delivery } = this;
    const { group, pending } = subscription;
    subscription.ackTimer = undefined;
    if (pending.count === 0) return;
    if (!group && subscription.hasFailedHeartbeat) {
      this.log.debug(
        `[Client:${subscription.clientId}] Skipping redelivery to subid=${subscription.id} ` +
          'due to missed client heartbeat',
      );
      this.setTimer(subscription, subscription.ackWaitMs);
      return;
    }
    // Set now, since a delivery to this very subscription would set it otherwise.
    this.setTimer(subscription, subscription.ackWaitMs);
    const limitMs = turn.nowMs + DUE_SOON_MS;
    let nextMs = 0;
    for (const { sequence, expiresMs } of pending.byExpiry()) {
      if (!delivery.isStored(subscription, sequence)) {
        this.dropTrimmed(subscription, sequence);
        continue;
      }
      if (expiresMs > limitMs) {
        nextMs = expiresMs;
        break;
      }
      // A group gives the message to whoever is best now, which may be another member.
      const receiver = group?.pick() ?? subscription;
      const sent = delivery.redeliver(receiver, sequence);
      if (group && sent && receiver.lastSent > group.lastSent) group.lastSent = receiver.lastSent;
      if (sent && receiver !== subscription) this.acks.settle(subscription, sequence);
    }
    if (pending.count === 0) {
      subscription.clearAckTimer();
    } else if (nextMs > turn.nowMs) {
      this.setTimer(subscription, nextMs - turn.nowMs);
    }
  }

  /** What limits or age have taken counts as acknowledged. */
  private dropTrimmed(subscription: StreamingSubscription, sequence: number): void {
    subscription.forgetRedeliveries(sequence);
    this.acks.settle(subscription, sequence);
  }
}
