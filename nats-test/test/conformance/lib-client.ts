import { once } from 'node:events';

import {
  connect,
  type Message,
  type Stan,
  type StanOptions,
  type Subscription,
  type SubscriptionOptions,
} from 'node-nats-streaming';

import type { ConformanceTarget } from '../support/conformance-target';
import { delay, waitFor, within } from '../support/wait-for';
import { uniqueId } from './stan-client';

/**
 * node-nats-streaming with promises, as little as tests need. `use` closes
 * every client that the test opened with the function that it is given.
 */
export async function withLibrary(
  target: ConformanceTarget,
  use: (open: (options?: LibraryOptions) => Promise<Stan>) => Promise<void>,
): Promise<void> {
  const opened = new Set<Stan>();
  try {
    await use(async ({ clientId = uniqueId('lib'), ...options } = {}) => {
      const client = connect(target.clusterId, clientId, { url: target.url, ...options });
      // Without a listener an error that comes after the test would end the process.
      client.on('error', () => undefined);
      opened.add(client);
      client.once('close', () => opened.delete(client));
      // once() rejects with the error, should that come first.
      await within('connect', once(client, 'connect'));
      return client;
    });
  } finally {
    await Promise.all([...opened].map(closeClient));
  }
}

export interface LibraryOptions extends StanOptions {
  readonly clientId?: string;
}

/** Closes the client and waits for its 'close', a second at most. */
export async function closeClient(client: Stan): Promise<void> {
  const closed = once(client, 'close');
  client.close();
  await Promise.race([closed, delay(1000)]);
}

/** Publishes and waits for the ack. @returns the guid */
export function publish(client: Stan, channel: string, data: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    client.publish(channel, data, (error, guid) => {
      if (error === undefined) resolve(guid);
      else reject(error);
    });
  });
}

/** A subscription that is ready, and what it has got. */
export interface Subscribed {
  readonly subscription: Subscription;
  readonly messages: Message[];
  /** Waits until `count` messages have come in all. */
  received(count: number): Promise<Message[]>;
}

/** Subscribes and waits for 'ready'. @throws Error with the server's text */
export async function subscribe(
  client: Stan,
  channel: string,
  options: SubscriptionOptions,
  queue?: string,
): Promise<Subscribed> {
  const subscription =
    queue === undefined
      ? client.subscribe(channel, options)
      : client.subscribe(channel, queue, options);
  const messages: Message[] = [];
  subscription.on('message', (message: Message) => messages.push(message));
  await within('the subscription is ready', once(subscription, 'ready'));
  return {
    subscription,
    messages,
    received: (count) =>
      waitFor(`${count} messages`, () => (messages.length >= count ? messages : undefined)),
  };
}
