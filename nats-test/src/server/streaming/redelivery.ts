import type { Log } from '../../base/log';
import type { Acks } from './acks';
import { MSGS_PER_TURN, type Delivery } from './delivery';
import type { DueAcks } from './pending-acks';
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

  /**
   * Sends a resuming durable subscription everything it had not acknowledged.
   * @param done called when new messages may follow
   */
  redeliverAll(subscription: StreamingSubscription, done: () => void): void {
    const pending = subscription.pending.bySequence();
    if (pending.length > 0 && this.log.debugs) {
      const name = subscription.durableName || (subscription.group?.name ?? '');
      this.log.debug(
        `[Client:${subscription.clientId}] Redelivering to subid=${subscription.id}, durable=${name}`,
      );
    }
    this.inTurns(
      subscription,
      pending.map(({ sequence }) => sequence),
      (sequence) => {
        if (subscription.pending.has(sequence)) this.redeliverToSame(subscription, sequence);
      },
      () => {
        subscription.newOnHold = false;
        done();
      },
    );
  }

  /**
   * Sends a subscription that a restart has brought back what is due by now. It had been sent to
   * this one, so in a group nobody else gets it.
   */
  redeliverRecovered(subscription: StreamingSubscription): void {
    if (subscription.pending.count === 0) return;
    // All in this turn: the server has just started, and nobody waits for another.
    this.redeliverDue(subscription, Infinity, (sequence) => {
      this.redeliverToSame(subscription, sequence);
    });
  }

  private redeliverExpired(subscription: StreamingSubscription): void {
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
    this.redeliverDue(subscription, MSGS_PER_TURN, (sequence) => {
      this.redeliver(subscription, sequence);
    });
  }

  private redeliverDue(
    subscription: StreamingSubscription,
    msgsPerTurn: number,
    redeliver: (sequence: number) => void,
  ): void {
    const { turn } = this;
    const { pending, channel } = subscription;
    // Set now, since a delivery to this very subscription would set it otherwise.
    this.setTimer(subscription, subscription.ackWaitMs);
    const { ackTimer } = subscription;
    // In between a member that left may have handed over what is due sooner.
    const isOwnTimer = (): boolean => subscription.ackTimer === ackTimer;
    const limitMs = turn.nowMs + DUE_SOON_MS;
    const { sequences, nextMs } = this.dueOf(subscription, limitMs);
    this.inTurns(
      subscription,
      sequences,
      (sequence) => {
        const expiresMs = pending.expiresMs(sequence);
        // Meanwhile it may have been acknowledged, or sent for another reason.
        if (expiresMs === undefined) return;
        if (expiresMs > limitMs && sequence >= channel.store.msgs.first) return;
        redeliver(sequence);
      },
      () => {
        if (pending.count === 0) {
          subscription.clearAckTimer();
        } else if (nextMs !== undefined && isOwnTimer()) {
          this.setTimer(subscription, nextMs - turn.nowMs);
        }
      },
      msgsPerTurn,
    );
  }

  /**
   * What is due, and among it what limits or age have taken, due or not. The order of expiry holds for
   * both, since what is dropped may let new messages go before what is still to be redelivered.
   */
  private dueOf({ pending, channel }: StreamingSubscription, limitMs: number): DueAcks {
    const { first } = channel.store.msgs;
    if (pending.below(first).length === 0) return pending.due(limitMs);
    const sequences: number[] = [];
    for (const { sequence, expiresMs } of pending.byExpiry()) {
      if (expiresMs > limitMs && sequence >= first) return { sequences, nextMs: expiresMs };
      sequences.push(sequence);
    }
    return { sequences, nextMs: undefined };
  }

  private redeliver(subscription: StreamingSubscription, sequence: number): void {
    const { delivery } = this;
    const { group } = subscription;
    if (!delivery.isStored(subscription, sequence)) {
      this.dropTrimmed(subscription, sequence);
      return;
    }
    // A group gives the message to whoever is best now, which may be another member.
    const receiver = group?.pick() ?? subscription;
    const sent = delivery.redeliver(receiver, sequence);
    if (group && sent && receiver.lastSent > group.lastSent) group.lastSent = receiver.lastSent;
    if (sent && receiver !== subscription) this.acks.settle(subscription, sequence);
  }

  private redeliverToSame(subscription: StreamingSubscription, sequence: number): void {
    if (this.delivery.isStored(subscription, sequence)) {
      this.delivery.redeliver(subscription, sequence);
    } else {
      this.dropTrimmed(subscription, sequence);
    }
  }

  /** Does something for each, so many a turn, as long as the subscription is the same client's. */
  private inTurns(
    subscription: StreamingSubscription,
    sequences: readonly number[],
    act: (sequence: number) => void,
    done: () => void,
    msgsPerTurn = MSGS_PER_TURN,
    from = 0,
  ): void {
    const { ackInbox } = subscription;
    const to = Math.min(from + msgsPerTurn, sequences.length);
    for (let i = from; i < to; i++) act(sequences[i] as number);
    if (to === sequences.length) {
      done();
      return;
    }
    this.turn.atEnd(() => {
      // A durable one may have been closed meanwhile, and even resumed: each time has its ack inbox.
      if (subscription.isOffline || subscription.ackInbox !== ackInbox) return;
      this.inTurns(subscription, sequences, act, done, msgsPerTurn, to);
    });
  }

  /** What limits or age have taken counts as acknowledged. */
  private dropTrimmed(subscription: StreamingSubscription, sequence: number): void {
    subscription.forgetRedeliveries(sequence);
    this.acks.settle(subscription, sequence);
  }
}
