import type { Stan } from 'node-nats-streaming';
import type { Event } from './events';

/** What all publishers have in common; each says what it publishes. */
export abstract class Publisher<T extends Event> {
  abstract readonly subject: T['subject'];
  protected readonly client: Stan;

  constructor(client: Stan) {
    this.client = client;
  }

  /** Resolves when the server has stored the event; when it rejects, the event may be stored or not. */
  publish(data: T['data']): Promise<void> {
    return new Promise((resolve, reject) => {
      // Types say Error, but what the server refuses is a text.
      this.client.publish(
        this.subject,
        JSON.stringify(data),
        (error: Error | string | undefined) => {
          if (error === undefined) resolve();
          else reject(new Error(`${this.subject} was not published`, { cause: error }));
        },
      );
    });
  }
}
