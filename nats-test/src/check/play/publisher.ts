import type { HarnessClient } from '../../harness/client/harness-client';
import { createClient } from '../../harness/client/stan-client';
import type { Event } from '../events';

const CLIENT_ID = 'nats-test-publisher';

/** Whose client ID it is. */
export function isPublisher(clientId: string): boolean {
  return clientId.startsWith(CLIENT_ID);
}

/** The service that publishes the events. */
export class Publisher {
  private readonly client: HarnessClient;

  private constructor(client: HarnessClient) {
    this.client = client;
  }

  /**
   * @param number another one for each that the server may still know
   * @throws Error when it is not let in
   */
  static async open(url: string, clusterId: string, number: number): Promise<Publisher> {
    const client = createClient({ url, clusterId }, `${CLIENT_ID}-${number}`, {
      lost: () => undefined,
    });
    const outcome = await client.connect();
    if (outcome.type !== 'ok') throw new Error(outcome.error);
    return new Publisher(client);
  }

  /**
   * Resolves when the server has it; it has sent it to all who take it by then.
   * @throws Error when the server refuses it
   */
  async publish({ channel, payload }: Event): Promise<void> {
    const outcome = await this.client.publish(channel, payload);
    if (outcome.type !== 'ok') throw new Error(`${channel} takes no events: ${outcome.error}`);
  }

  close(): void {
    this.client.destroy();
  }
}
