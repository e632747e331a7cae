import { subjectFromText } from '../../protocol/nats/subject';
import type { StoredMsg } from '../stores/store';
import type { Outlet } from '../streaming/delivery';
import type { StreamingState } from '../streaming/state';
import type { StreamingSubscription } from '../streaming/subscription';
import type { Delayed } from './delayed';
import { factsOf } from './filter';
import type { MessageFaultList } from './message-faults';

/** Takes deliveries to their subscriptions, but for what the faults strike. */
export class FaultyOutlet implements Outlet {
  private readonly state: StreamingState;
  private readonly faults: MessageFaultList;
  private readonly delayed: Delayed;

  constructor(state: StreamingState, faults: MessageFaultList, delayed: Delayed) {
    this.state = state;
    this.faults = faults;
    this.delayed = delayed;
  }

  send(
    subscription: StreamingSubscription,
    sequence: number,
    found: StoredMsg,
    tail: Uint8Array,
    tailLength: number,
  ): void {
    const { delivery, connections } = this.state;
    const facts = factsOf(subscription, sequence, tailLength > 0);
    const arrive = (): void => delivery.send(subscription, sequence, found, tail, tailLength);
    this.faults.pass(facts, arrive, (delayMs) => {
      // The store may move the bytes meanwhile, and a durable subscription get another inbox.
      const whole = Buffer.concat([
        found.bytes.subarray(found.start, found.end),
        tail.subarray(0, tailLength),
      ]);
      const inbox = subjectFromText(subscription.inbox);
      this.delayed.add(delayMs, () => {
        const { send } = connections;
        send.publish(send.routes.route(inbox), '', whole, 0, whole.length);
      });
    });
  }
}
