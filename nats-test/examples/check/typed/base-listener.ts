import type { Message, Stan } from 'node-nats-streaming';
import type { Event } from './events';

/** What all listeners have in common; each says what it listens to and what it does with an event. */
export abstract class Listener<T extends Event> {
  abstract readonly subject: T['subject'];
  abstract readonly queueGroupName: string;
  /** Acknowledges the event when its work is done; one that it does not acknowledge comes again. */
  abstract onMessage(data: T['data'], message: Message): Promise<void> | void;

  /** After so many milliseconds without an ack an event comes again. */
  protected readonly ackWaitMs: number = 5_000;
  protected readonly client: Stan;

  constructor(client: Stan) {
    this.client = client;
  }

  /** @param signal aborts when the service goes down: what still comes is left to the next one */
  listen(signal: AbortSignal): void {
    const options = this.client
      .subscriptionOptions()
      .setDeliverAllAvailable()
      .setDurableName(this.queueGroupName)
      .setManualAckMode(true)
      .setAckWait(this.ackWaitMs);
    const subscription = this.client.subscribe(this.subject, this.queueGroupName, options);
    subscription.on('message', (message: Message) => {
      if (!signal.aborted) void this.#handle(message, signal);
    });
  }

  async #handle(message: Message, signal: AbortSignal): Promise<void> {
    try {
      const data = JSON.parse(String(message.getData())) as T['data'];
      await this.onMessage(data, message);
    } catch (error) {
      // No ack, so that it comes again; to throw on would end the whole service.
      if (!signal.aborted) console.error(`${this.subject} #${message.getSequence()}:`, error);
    }
  }
}
