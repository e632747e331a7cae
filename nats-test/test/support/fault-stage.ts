import { onTestFinished } from 'vitest';

import { virtualClock, type EmbeddedServer, type Faults } from '../../src/index';
import { StanClient } from '../conformance/stan-client';
import { openServer } from './embedded-stage';
import { RawNatsClient } from './raw-nats-client';

/** A server in virtual time, with the heartbeats of the course, and clients that hide nothing. */
export interface FaultStage {
  readonly server: EmbeddedServer;
  readonly faults: Faults;
  /** A NATS connection, which ends with the test. */
  readonly nats: () => Promise<RawNatsClient>;
  /** A registered client on a connection of its own. */
  readonly client: (clientId: string) => Promise<StanClient>;
  /** Waits until all that was sent so far has arrived and is done; no time passes. */
  readonly settle: () => Promise<void>;
  /** The IDs of the clients that are registered. */
  readonly clientIds: () => Promise<string[]>;
}

/** (interval 5 s + timeout 5 s) · (2 failures forgiven + 1) */
export const EVICTION_MS = 30_000;

export async function openFaultStage(): Promise<FaultStage> {
  const server = await openServer({
    clock: virtualClock(new Date('2026-11-21T00:00:00Z')),
    heartbeatInterval: '5s',
    heartbeatTimeout: '5s',
    heartbeatFailures: 2,
  });
  const nats = async (): Promise<RawNatsClient> => {
    const connection = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
    onTestFinished(() => connection.destroy());
    return connection;
  };
  return {
    server,
    faults: server.faults,
    nats,
    client: async (clientId) => StanClient.connect(await nats(), server.clusterId, { clientId }),
    settle: () => server.advance(0),
    clientIds: async () => {
      const response = await fetch(`${server.monitoringUrl ?? ''}/streaming/clientsz`);
      const { clients } = (await response.json()) as { clients: { id: string }[] };
      return clients.map(({ id }) => id).sort();
    },
  };
}
