import type { StoreFailure } from '../../protocol/streaming/errors';
import { writePubAck } from '../../protocol/streaming/hot-codec';
import { encodePubError } from '../../protocol/streaming/messages';
import type { Channel } from './channel';
import type { Delivery } from './delivery';
import type { NatsConnection, NatsRoute } from './nats';
import type { QueueGroup } from './queue-group';
import type { SafeStore } from './safe-store';
import type { StreamingSubscription } from './subscription';
import type { Turn } from './turn';

/** Bytes of a `PubAck` beside its guid. */
const PUB_ACK_OVERHEAD_BYTES = 11;

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
  /** The acks to send: where to, and where the guid stands. Four lists rather than a list of objects. */
  private readonly replies: NatsRoute[] = [];
  private readonly sources: Buffer[] = [];
  private readonly guidStarts: number[] = [];
  private readonly guidEnds: number[] = [];
  /** How many of these are for messages that are safe; the first ones. */
  private safeReplies = 0;
  /** How many of the messages are for a queue group. */
  private shared = 0;
  private isCommitting = false;
  private scratch = Buffer.allocUnsafeSlow(256);

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
    if (!reply) return;
    this.replies.push(reply);
    this.sources.push(source);
    this.guidStarts.push(guidStart);
    this.guidEnds.push(guidEnd);
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
    this.safeReplies = this.replies.length;
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
      while (this.dirtyChannels.length > 0 || this.woken.length > 0 || this.replies.length > 0) {
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
    const first = this.safeReplies;
    const refused = this.replies.slice(first).map((reply, place) => {
      const i = first + place;
      const guid = this.sources[i]?.toString('utf8', this.guidStarts[i], this.guidEnds[i]) ?? '';
      return { reply, guid };
    });
    this.forgetReplies(first, refused.length);
    return refused;
  }

  private refuse(refused: readonly Refused[], error: StoreFailure): void {
    for (const { reply, guid } of refused) {
      const ack = encodePubError(guid, error);
      this.connection.publish(reply, '', ack, 0, ack.length);
    }
  }

  private acknowledge(): void {
    const count = this.safeReplies;
    for (let i = 0; i < count; i++) {
      const guidStart = this.guidStarts[i] as number;
      const guidEnd = this.guidEnds[i] as number;
      const wantedBytes = guidEnd - guidStart + PUB_ACK_OVERHEAD_BYTES;
      if (wantedBytes > this.scratch.length) this.scratch = Buffer.allocUnsafeSlow(wantedBytes);
      const length = writePubAck(this.scratch, this.sources[i] as Buffer, guidStart, guidEnd);
      this.connection.publish(this.replies[i] as NatsRoute, '', this.scratch, 0, length);
    }
    // What an ack may have made another handler add stays for the next round.
    this.forgetReplies(0, count);
    this.safeReplies -= count;
  }

  private forgetReplies(first: number, count: number): void {
    if (first === 0 && count === this.replies.length) {
      this.replies.length = 0;
      this.sources.length = 0;
      this.guidStarts.length = 0;
      this.guidEnds.length = 0;
      return;
    }
    this.replies.splice(first, count);
    this.sources.splice(first, count);
    this.guidStarts.splice(first, count);
    this.guidEnds.splice(first, count);
  }
}
