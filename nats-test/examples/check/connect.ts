import nats, { type Stan } from 'node-nats-streaming';

/** Resolves with a client that the server knows; rejects when there is no server, or it refuses. */
export function connect(clusterId: string, clientId: string, url: string): Promise<Stan> {
  const client = nats.connect(clusterId, clientId, { url });
  return new Promise((resolve, reject) => {
    client.on('connect', () => resolve(client));
    client.on('error', reject);
  });
}

/** Says goodbye to the server, as a service does at SIGTERM; durable subscriptions keep their place. */
export function close(client: Stan): Promise<void> {
  return new Promise((resolve) => {
    client.once('close', () => resolve());
    client.close();
  });
}
