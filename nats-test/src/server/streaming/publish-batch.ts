import type { StoreFailure } from '../../protocol/streaming/errors';
import { PUB_ACK_HEAD_BYTES_MAX, writePubAckHead } from '../../protocol/streaming/hot-codec';
import { encodePubError } from '../../protocol/streaming/messages';
import type { Channel } from './channel';
import type { Delivery } from './delivery';
import type { NatsConnection, NatsRoute } from './nats';
import type { QueueGroup } from './queue-group';
import type { SafeStore } from './safe-store';
import type { StreamingSubscription } from './subscription';
import type { Turn } from './turn';
import { WaitingAcks } from './waiting-acks';

/**
 * How much of a burst is shared out at a time: the members of a group are to be at work, and some to
 * have acknowledged, before the rest is shared out.
 */
const SHARED_MSGS_MAX = 32;

/** A publisher whose message could not be stored. */
interface Refused {
  readonly reply: NatsRoute;
  readonly guid: string;
}

/**
 * What a turn has stored and not yet answered. It ends in one order: the store is flushed, the
 * messages are delivered, the publishers get their acks. So one flush serves all messages of a
 * turn, and nothing is delivered or acknowledged that a crash could still lose.
 */
export class PublishBatch {
  private readonly connection: NatsConnection;
  private readonly store: SafeStore;
  private readonly delivery: Delivery;
  private readonly turn: Turn;
  private dirtyChannels: Channel[] = [];
  private woken: (StreamingSubscription | QueueGroup)[] = [];
  private readonly acks = new WaitingAcks();
  /** How many of these are for messages that are safe; the first ones. */
  private safeAcks = 0;
  /** How many of the messages are for a queue group. */
  private shared = 0;
  private isCommitting = false;
  private readonly ackHead = Buffer.alloc(PUB_ACK_HEAD_BYTES_MAX);

  constructor(connection: NatsConnection, store: SafeStore, delivery: Delivery, turn: Turn) {
    this.connection = connection;
    this.store = store;
    this.delivery = delivery;
    this.turn = turn;
  }

  /** A message was stored; its publisher waits at `reply` for the guid in `source`. */
  add(
    channel: Channel,
    reply: NatsRoute | undefined,
    source: Buffer,
    guidStart: number,
    guidEnd: number,
  ): void {
    if (!channel.dirty) {
      channel.dirty = true;
      this.dirtyChannels.push(channel);
    }
    channel.arrival = this.turn.arrival;
    if (channel.isShared) this.shared++;
    if (reply) this.acks.add(reply, source, guidStart, guidEnd);
  }

  /** Whether there is so much for queue groups that no more should come in before it is out. */
  get isFull(): boolean {
    return this.shared >= SHARED_MSGS_MAX;
  }

  /** The subscription may take messages again. */
  wake(subscription: StreamingSubscription): void {
    const sleeper = subscription.group ?? subscription;
    if (sleeper.woken) return;
    sleeper.woken = true;
    this.woken.push(sleeper);
  }

  /**
   * The subscription may take messages again, and gets what there is at once, as from the real
   * server: the next ack in the same write may be for it. What is not flushed yet waits for the end
   * of the turn.
   */
  goOn(subscription: StreamingSubscription): void {
    if (this.isCommitting || subscription.channel.dirty) {
      this.wake(subscription);
    } else if (subscription.group) {
      this.delivery.sendAvailableToGroup(subscription.group);
    } else {
      this.delivery.sendAvailable(subscription);
    }
  }

  /**
   * To be called before a member of a group has room again: gives the group what others have published
   * before, within this turn. Else whoever acknowledges first would get all of a burst.
   */
  shareOut(channel: Channel, group: QueueGroup): void {
    if (channel.dirty && group.members.length > 1 && channel.arrival !== this.turn.arrival) {
      this.commit();
    }
  }

  /**
   * Makes safe what was stored so far. Messages that could not be are there no more, and their
   * publishers are told so.
   * @returns why it could not
   */
  flush(): StoreFailure | undefined {
    const failure = this.store.flush();
    // Taken off before anybody is told: what is sent may bring about another flush.
    const refused = failure === undefined ? undefined : this.takeUnsafe();
    this.safeAcks = this.acks.count;
    if (refused && failure !== undefined) this.refuse(refused, failure);
    return failure;
  }

  /** Flushes, delivers, acknowledges. */
  commit(): void {
    // A publisher may name one of the server's own subjects for its answer, and the handler there
    // commits first: then this very commit is still under way.
    if (this.isCommitting) return;
    this.isCommitting = true;
    this.shared = 0;
    try {
      while (this.dirtyChannels.length > 0 || this.woken.length > 0 || this.acks.count > 0) {
        this.deliver();
        this.acknowledge();
      }
    } finally {
      this.isCommitting = false;
    }
  }

  private deliver(): void {
    while (this.dirtyChannels.length > 0 || this.woken.length > 0) {
      const channels = this.dirtyChannels;
      const woken = this.woken;
      this.dirtyChannels = [];
      this.woken = [];
      if (channels.length > 0) this.flush();
      for (const channel of channels) {
        channel.dirty = false;
        for (const subscription of channel.plain) this.delivery.sendAvailable(subscription);
        for (const group of channel.groups.values()) this.delivery.sendAvailableToGroup(group);
      }
      for (const sleeper of woken) {
        sleeper.woken = false;
        if ('members' in sleeper) this.delivery.sendAvailableToGroup(sleeper);
        else if (!sleeper.isOffline) this.delivery.sendAvailable(sleeper);
      }
    }
  }

  /** The publishers of what is not safe, and the guids that they wait for. */
  private takeUnsafe(): Refused[] {
    const { acks, safeAcks } = this;
    const refused: Refused[] = [];
    acks.forEach(safeAcks, acks.count, (reply, source, guidStart, guidEnd) => {
      refused.push({ reply, guid: source.toString('utf8', guidStart, guidEnd) });
    });
    acks.dropFrom(safeAcks);
    return refused;
  }

  private refuse(refused: readonly Refused[], error: StoreFailure): void {
    for (const { reply, guid } of refused) {
      const ack = encodePubError(guid, error);
      this.connection.publish(reply, '', ack, 0, ack.length);
    }
  }

  private acknowledge(): void {
    const count = this.safeAcks;
    this.acks.forEach(0, count, this.sendAck);
    // What an ack may have made another handler add stays for the next round.
    this.acks.dropFirst(count);
    this.safeAcks -= count;
  }

  private readonly sendAck = (
    reply: NatsRoute,
    source: Buffer,
    guidStart: number,
    guidEnd: number,
  ): void => {
    const { ackHead } = this;
    const headBytes = writePubAckHead(ackHead, guidEnd - guidStart);
    this.connection.publish(reply, '', ackHead, 0, headBytes, source, guidStart, guidEnd);
  };
}
