import type { Log } from '../../base/log';
import { subjectFromText } from '../../protocol/nats/subject';
import { AckReader } from '../../protocol/streaming/hot-codec';
import type { Channels } from './channels';
import type { NatsConnection } from './nats';
import type { PublishBatch } from './publish-batch';
import type { StreamingSubscription } from './subscription';

/** Where the acks of clients come in. */
export interface AckIntake {
  /** Takes the `Ack` in the bytes, which has come to the subscription's ack inbox. */
  receive(subscription: StreamingSubscription, bytes: Buffer, start: number, end: number): void;
}

/** Takes acknowledgements. */
export class Acks implements AckIntake {
  /** Gets what clients send; whoever puts another one here hands on what is to count. */
  intake: AckIntake = this;

  private readonly connection: NatsConnection;
  private readonly channels: Channels;
  private readonly batch: PublishBatch;
  private readonly log: Log;
  private readonly reader = new AckReader();

  constructor(connection: NatsConnection, channels: Channels, batch: PublishBatch, log: Log) {
    this.connection = connection;
    this.channels = channels;
    this.batch = batch;
    this.log = log;
  }

  /** Listens on the subscription's ack inbox. */
  listen(subscription: StreamingSubscription): void {
    const subject = subjectFromText(subscription.ackInbox);
    subscription.ackRoute = this.connection.subscribe(subject, (bytes, start, end) => {
      this.intake.receive(subscription, bytes, start, end);
    });
  }

  stopListening(subscription: StreamingSubscription): void {
    if (subscription.ackRoute) this.connection.unsubscribe(subscription.ackRoute);
    subscription.ackRoute = undefined;
  }

  /** Drops a message from what is pending, without a client having said so. */
  settle(subscription: StreamingSubscription, sequence: number): void {
    this.drop(subscription, sequence);
    this.unstall(subscription);
    // What may follow now comes before the redeliveries that are still to come.
    this.batch.commit();
  }

  receive(subscription: StreamingSubscription, bytes: Buffer, start: number, end: number): void {
    const { reader } = this;
    if (!reader.decode(bytes, start, end)) return;
    const channel = this.channels.getByBytes(bytes, reader.subjectStart, reader.subjectEnd);
    if (channel !== subscription.channel) {
      if (!channel) {
        const name = bytes.toString('utf8', reader.subjectStart, reader.subjectEnd);
        this.log.error(`Unable to process ack seq=${reader.sequence}, channel ${name} not found`);
      }
      return;
    }
    const { sequence } = reader;
    if (this.log.traces) {
      this.log.trace(
        `[Client:${subscription.clientId}] Processing ack for subid=${subscription.id}, ` +
          `subject=${channel.name}, seq=${sequence}`,
      );
    }
    if (subscription.group) this.batch.shareOut(channel, subscription.group);
    if (!this.drop(subscription, sequence) && subscription.group) {
      // It may have been redelivered to another member; the ack counts all the same.
      subscription.group.members.some(
        (member) => member !== subscription && this.drop(member, sequence),
      );
    }
    subscription.forgetRedeliveries(sequence);
    this.unstall(subscription);
  }

  private drop(subscription: StreamingSubscription, sequence: number): boolean {
    if (!subscription.pending.delete(sequence)) return false;
    subscription.channel.store.subscriptions.ackPending(subscription.id, sequence);
    return true;
  }

  private unstall(subscription: StreamingSubscription): void {
    if (!subscription.stalled || subscription.pending.count >= subscription.maxInFlight) return;
    subscription.stalled = false;
    const { group } = subscription;
    if (group && group.stalledMembers > 0) group.stalledMembers--;
    this.batch.goOn(subscription);
  }
}
