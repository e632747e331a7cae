import { describe, expect, it, onTestFinished } from 'vitest';

import { virtualClock } from '../../src/base/virtual-clock';
import type { Decorations } from '../../src/server/decorations';
import { runServer, type EmbeddedServer } from '../../src/server/embedded-server';
import { settingsOf } from '../../src/server/start-options';
import type { Store } from '../../src/server/stores/store';
import type { Nats } from '../../src/server/streaming/nats';
import { StanClient } from '../conformance/stan-client';
import { openCoreNats } from '../support/core-nats';
import { RawNatsClient } from '../support/raw-nats-client';

async function run(decorate: Decorations, clock = virtualClock()): Promise<EmbeddedServer> {
  const server = await runServer(settingsOf({}), { clock, decorate });
  onTestFinished(() => server.stop());
  return server;
}

async function connect({ port, clusterId }: EmbeddedServer): Promise<StanClient> {
  const nats = await RawNatsClient.connect({ host: '127.0.0.1', port });
  onTestFinished(() => nats.destroy());
  return StanClient.connect(nats, clusterId);
}

/** Leaves the parts as they are, and notes which came. */
function noting(): { decorate: Decorations; parts: { nats: Nats[]; stores: Store[] } } {
  const parts: { nats: Nats[]; stores: Store[] } = { nats: [], stores: [] };
  const nats = (it: Nats): Nats => {
    parts.nats.push(it);
    return it;
  };
  const store = (it: Store): Store => {
    parts.stores.push(it);
    return it;
  };
  return { decorate: { nats, store }, parts };
}

describe('decorations', () => {
  it('get another NATS in each life of the server, and the same store when it is kept', async () => {
    const { decorate, parts } = noting();
    const server = await run(decorate);

    await server.faults.restart({ keepStore: true });
    await server.faults.restart({ keepStore: false });

    expect(new Set(parts.nats).size).toBe(3);
    expect(parts.stores).toHaveLength(3);
    expect(parts.stores[1]).toBe(parts.stores[0]);
    expect(parts.stores[2]).not.toBe(parts.stores[0]);
  });

  it('are there on a NATS server somewhere else, too', async () => {
    const { decorate, parts } = noting();
    const { url } = await openCoreNats();

    const server = await runServer(settingsOf({ natsServer: url }), { decorate });
    onTestFinished(() => server.stop());

    expect([parts.nats.length, parts.stores.length]).toEqual([1, 1]);
  });

  it('give the server a time of its own, which the clock that was handed in still drives', async () => {
    const clock = virtualClock(new Date('2026-11-21T00:00:00Z'));
    const hourNs = 3_600_000_000_000n;
    const server = await run(
      { clock: (it) => ({ ...it, wallNs: () => it.wallNs() + hourNs }) },
      clock,
    );
    const client = await connect(server);
    const { deliveries } = await client.subscribe('a', { ackWaitInSecs: 1 });

    await client.publish('a', 'an event');
    await server.advance('1s');

    expect(server.clock).toBe(clock);
    expect(deliveries.map(({ redelivered }) => redelivered)).toEqual([false, true]);
    expect(deliveries[0]?.timestamp).toBe(BigInt(Date.parse('2026-11-21T01:00:00Z')) * 1_000_000n);
  });
});
