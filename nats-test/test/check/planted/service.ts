import { connect as connectStan, type Message, type Stan } from 'node-nats-streaming';

import type { ListenerContext } from 'nats-test';
import type { Start } from './pair';

/** A service as most are written: it connects, listens, and closes its connection when it stops. */
export function service<State>(
  listen: (client: Stan, state: State, context: ListenerContext<State>) => void,
): Start<State> {
  return async (context) => {
    const client = await connect(context);
    context.signal.addEventListener('abort', () => client.close());
    listen(client, context.state, context);
    return { stop: () => close(client) };
  };
}

export function connect({
  url,
  clusterId,
  clientId,
}: Pick<ListenerContext<unknown>, 'url' | 'clusterId' | 'clientId'>): Promise<Stan> {
  const client = connectStan(clusterId, clientId, { url });
  return new Promise((resolve, reject) => {
    client.on('connect', () => resolve(client));
    client.on('error', reject);
  });
}

export function close(client: Stan): Promise<void> {
  return new Promise((resolve) => {
    client.once('close', () => resolve());
    client.close();
  });
}

// What comes is what the pair has sent.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function read<T>(message: Message): T {
  return JSON.parse(String(message.getData())) as T;
}

export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
