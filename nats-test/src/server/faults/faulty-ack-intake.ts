import { AckReader } from '../../protocol/streaming/hot-codec';
import type { AckIntake } from '../streaming/acks';
import type { StreamingState } from '../streaming/state';
import type { StreamingSubscription } from '../streaming/subscription';
import type { Delayed } from './delayed';
import { factsOf } from './filter';
import type { MessageFaultList } from './message-faults';

/** Takes the acks of clients in, but for what the faults strike. */
export class FaultyAckIntake implements AckIntake {
  private readonly state: StreamingState;
  private readonly faults: MessageFaultList;
  private readonly delayed: Delayed;
  private readonly reader = new AckReader();

  constructor(state: StreamingState, faults: MessageFaultList, delayed: Delayed) {
    this.state = state;
    this.faults = faults;
    this.delayed = delayed;
  }

  receive(subscription: StreamingSubscription, bytes: Buffer, start: number, end: number): void {
    const { acks } = this.state;
    const { reader } = this;
    const arrive = (): void => acks.receive(subscription, bytes, start, end);
    if (!reader.decode(bytes, start, end)) {
      arrive();
      return;
    }
    const { sequence } = reader;
    const redelivered = subscription.redeliveryCounts.has(sequence);
    this.faults.pass(factsOf(subscription, sequence, redelivered), arrive, (delayMs) => {
      const { ackInbox } = subscription;
      this.delayed.add(delayMs, () => {
        // Who has left listens to no acks, and who comes back has another inbox.
        if (subscription.isOffline || subscription.ackInbox !== ackInbox) return;
        arrive();
      });
    });
  }
}
