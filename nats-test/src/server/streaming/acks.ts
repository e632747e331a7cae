import type { Log } from '../../base/log';
import { subjectFromText } from '../../protocol/nats/subject';
import { AckReader } from '../../protocol/streaming/hot-codec';
import type { Router } from '../broker/router';
import type { Channels } from './channels';
import type { PublishBatch } from './publish-batch';
import type { StreamingSubscription } from './subscription';

/** Takes acknowledgements. */
export class Acks {
  private readonly router: Router;
  private readonly channels: Channels;
  private readonly batch: PublishBatch;
  private readonly log: Log;
  private readonly reader = new AckReader();

  constructor(router: Router, channels: Channels, batch: PublishBatch, log: Log) {
    this.router = router;
    this.channels = channels;
    this.batch = batch;
    this.log = log;
  }

  /** Listens on the subscription's ack inbox. */
  listen(subscription: StreamingSubscription): void {
    const subject = subjectFromText(subscription.ackInbox);
    subscription.ackRoute = this.router.subscribe(subject, (bytes, start, end) => {
      this.receive(subscription, bytes, start, end);
    });
  }

  stopListening(subscription: StreamingSubscription): void {
    if (subscription.ackRoute) this.router.unsubscribe(subscription.ackRoute);
    subscription.ackRoute = undefined;
  }

  /** Drops a message from what is pending, without a client having said so. */
  settle(subscription: StreamingSubscription, sequence: number): void {
    this.drop(subscription, sequence);
    this.unstall(subscription);
  }

  private receive(
    subscription: StreamingSubscription,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
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
    this.batch.wake(subscription);
  }
}
