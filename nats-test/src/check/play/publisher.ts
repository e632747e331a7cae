import { connect, type Stan } from 'node-nats-streaming';

import type { Event } from '../events';

/** The service that publishes the events. */
export class Publisher {
  private readonly stan: Stan;

  private constructor(stan: Stan) {
    this.stan = stan;
  }

  static open(url: string, clusterId: string, clientId: string): Promise<Publisher> {
    const stan = connect(clusterId, clientId, { url, reconnect: false });
    return new Promise((resolve, reject) => {
      stan.on('connect', () => {
        resolve(new Publisher(stan));
      });
      stan.on('error', reject);
    });
  }

  /** Resolves when the server has it; it has sent it to all who take it by then. */
  publish({ channel, payload }: Event): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stan.publish(channel, payload, (error) => {
        if (error) reject(new Error(`${channel} takes no events: ${String(error)}`));
        else resolve();
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.stan.on('close', () => {
        resolve();
      });
      this.stan.close();
    });
  }
}
