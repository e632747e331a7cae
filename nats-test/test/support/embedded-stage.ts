import { once } from 'node:events';

import { connect, type Message, type Stan, type SubscriptionOptions } from 'node-nats-streaming';
import { onTestFinished } from 'vitest';

import { startServer, type EmbeddedServer, type StartServerOptions } from '../../src/index';
import { delay, within } from './wait-for';

/** Starts an embedded server and stops it when the test ends, if it has not been stopped by then. */
export async function openServer(options: StartServerOptions = {}): Promise<EmbeddedServer> {
  const server = await startServer(options);
  onTestFinished(() => server.stop());
  return server;
}

/** A connected node-nats-streaming client, which is closed when the test ends. */
export async function connectStan(server: EmbeddedServer, clientId = 'client'): Promise<Stan> {
  const client = connect(server.clusterId, clientId, { url: server.url, reconnect: false });
  let isClosed = false;
  client.once('close', () => (isClosed = true));
  // Without a listener an error that comes after the test would end the process.
  client.on('error', () => undefined);
  onTestFinished(async () => {
    if (!isClosed) await closeStan(client);
  });
  await within('connect', once(client, 'connect'));
  return client;
}

/** Closes the client and waits for its 'close', a second at most. */
export async function closeStan(client: Stan): Promise<void> {
  const closed = once(client, 'close');
  client.close();
  await Promise.race([closed, delay(1000)]);
}

/** Publishes and waits for the ack. @returns the guid */
export function publish(client: Stan, channel: string, data: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client.publish(channel, data, (error, guid) => {
      if (error === undefined) resolve(guid);
      else reject(error);
    });
  });
}

/** Subscribes and waits until the server has agreed; every message goes to `onMessage`. */
export async function subscribe(
  client: Stan,
  channel: string,
  options: SubscriptionOptions,
  onMessage: (message: Message) => void,
): Promise<void> {
  const subscription = client.subscribe(channel, options);
  subscription.on('message', onMessage);
  await within('the subscription is ready', once(subscription, 'ready'));
}

/** The JSON of a page of the server's monitoring. */
export async function readMonitoring(
  server: EmbeddedServer,
  path: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.monitoringUrl ?? 'monitoring is off'}${path}`);
  return (await response.json()) as Record<string, unknown>;
}
