import { type EmbeddedServer, startServer, virtualClock } from '../../../src/index';
import { StanClient, type StanClientOptions } from '../../conformance/stan-client';
import type { CleanUp } from '../../support/lesson-server';
import type { LieName } from '../../support/lying-proxy/lies';
import { type LyingProxy, openLyingProxy } from '../../support/lying-proxy/open-lying-proxy';
import { RawNatsClient } from '../../support/raw-nats-client';

/** An embedded server and a proxy before it, in the same virtual time. */
export interface ProxiedServer {
  readonly server: EmbeddedServer;
  readonly proxy: LyingProxy;
  /** Connects a client through the proxy. */
  connect(options?: StanClientOptions): Promise<StanClient>;
}

/** Starts both; they end with the test. */
export async function startProxiedServer(cleanUp: CleanUp, lie?: LieName): Promise<ProxiedServer> {
  const clock = virtualClock();
  const server = await startServer({
    clusterId: 'ticketing',
    heartbeatInterval: '1s',
    heartbeatTimeout: '1s',
    heartbeatFailures: 1,
    clock,
  });
  cleanUp(() => server.stop());
  const proxy = await openLyingProxy({ host: '127.0.0.1', port: server.port }, lie, clock);
  cleanUp(() => proxy.close());
  const connect = async (options?: StanClientOptions): Promise<StanClient> => {
    const nats = await RawNatsClient.connect(proxy);
    return StanClient.connect(nats, server.clusterId, options);
  };
  return { server, proxy, connect };
}

/** What a client has got and not taken, after all that the server had to say so far. */
export async function restOf(subscription: {
  readonly client: StanClient;
  readonly deliveries: readonly { readonly sequence: number }[];
}): Promise<number[]> {
  await subscription.client.nats.flush();
  return subscription.deliveries.map(({ sequence }) => sequence);
}
