import { once } from 'node:events';

import { describe, expect, it, vi } from 'vitest';

import { virtualClock, type EmbeddedServer, type VirtualClock } from '../../src/index';
import { StanClient } from '../conformance/stan-client';
import {
  connectStan,
  openServer,
  publish,
  readMonitoring,
  subscribe,
} from '../support/embedded-stage';
import { RawNatsClient } from '../support/raw-nats-client';

const openVirtual = (): Promise<EmbeddedServer> =>
  openServer({
    clusterId: 'ticketing',
    clock: virtualClock(),
    heartbeatInterval: '5s',
    heartbeatTimeout: '5s',
    heartbeatFailures: 2,
  });

/** (interval 5 s + timeout 5 s) · (2 failures forgiven + 1) */
const EVICTION_MS = 30_000;

/** Redelivered in more turns than a client needs to answer. */
const BACKLOG = 40_000;
/** The client has no more acks outstanding than 16,384. */
const BATCH = 10_000;

const clientIds = async (server: EmbeddedServer): Promise<unknown[]> => {
  const { clients } = await readMonitoring(server, '/streaming/clientsz');
  return (clients as { id: string }[]).map(({ id }) => id);
};

describe('advance', () => {
  it('goes exactly as far as it is told', async () => {
    const server = await openVirtual();

    await server.advance(1500);
    await server.advance('1m');

    expect(server.clock.nowMs()).toBe(61_500);
  });

  it('says what to do when the clock is that of the machine', async () => {
    const server = await openServer();

    await expect(server.advance('1s')).rejects.toThrow(
      'only a virtual clock can be advanced: start the server with { clock: virtualClock() }',
    );
  });

  it('has a large backlog redelivered, all of it, before it is done', async () => {
    const server = await openVirtual();
    const client = await connectStan(server);
    let deliveries = 0;
    const options = client
      .subscriptionOptions()
      .setManualAckMode(true)
      .setAckWait(1000)
      .setMaxInFlight(BACKLOG);
    await subscribe(client, 'a', options, () => deliveries++);
    for (let published = 0; published < BACKLOG; published += BATCH) {
      await Promise.all(Array.from({ length: BATCH }, () => publish(client, 'a', 'x')));
    }

    await server.advance('1s');

    expect(deliveries).toBe(2 * BACKLOG);
  });

  it('ends when the server stops while much is still to be redelivered', async () => {
    const server = await openVirtual();
    const client = await connectStan(server);
    const options = client.subscriptionOptions().setManualAckMode(true).setAckWait(1000);
    await subscribe(client, 'a', options, () => undefined);
    await Promise.all(Array.from({ length: BATCH }, () => publish(client, 'a', 'x')));

    const advanced = server.advance('40s');
    await server.stop();

    await expect(advanced).resolves.toBeUndefined();
    expect((server.clock as VirtualClock).nextDueMs()).toBeUndefined();
  });

  it('refuses what is no duration', async () => {
    const server = await openVirtual();

    await expect(async () => server.advance('soon')).rejects.toThrow("'soon' is not a duration");
  });
});

describe('healthy node-nats-streaming clients', () => {
  it('are never evicted by advancing', async () => {
    const server = await openVirtual();
    const clients = await Promise.all(
      ['one', 'two', 'three'].map((clientId) => connectStan(server, clientId)),
    );
    const lost: string[] = [];
    for (const client of clients) client.on('connection_lost', () => lost.push('lost'));

    for (let i = 0; i < 5; i++) await server.advance('30s');
    await server.advance('10m');

    expect(lost).toEqual([]);
    expect(await clientIds(server)).toEqual(['one', 'three', 'two']);
  });

  it('work as before afterwards', async () => {
    const server = await openVirtual();
    const client = await connectStan(server);
    const got: string[] = [];
    await subscribe(client, 'a', client.subscriptionOptions(), (message) =>
      got.push(String(message.getData())),
    );

    await server.advance('5m');
    await publish(client, 'a', 'after');

    expect(got).toEqual(['after']);
  });

  it('get an unacknowledged message again after 1, 2 and 3 s, to the millisecond', async () => {
    const server = await openVirtual();
    const client = await connectStan(server);
    const timesMs: number[] = [];
    const options = client.subscriptionOptions().setManualAckMode(true).setAckWait(1000);
    await subscribe(client, 'a', options, () => timesMs.push(server.clock.nowMs()));
    await publish(client, 'a', 'x');

    await server.advance('3.5s');

    expect(timesMs).toEqual([0, 1000, 2000, 3000]);
  });

  it('get nothing again that they acknowledge while time passes', async () => {
    const server = await openVirtual();
    const client = await connectStan(server);
    let count = 0;
    const options = client.subscriptionOptions().setManualAckMode(true).setAckWait(1000);
    await subscribe(client, 'a', options, (message) => {
      count++;
      if (message.isRedelivered()) message.ack();
    });
    await publish(client, 'a', 'x');

    await server.advance('1m');

    expect(count).toBe(2);
  });
});

describe('a client that answers no heartbeat', () => {
  it('is evicted after (interval + timeout) times (failures + 1), to the millisecond', async () => {
    const server = await openVirtual();
    const nats = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
    await StanClient.connect(nats, 'ticketing', { clientId: 'silent', answerHeartbeats: false });
    const healthy = await connectStan(server, 'healthy');

    await server.advance(EVICTION_MS - 1);
    const before = await clientIds(server);
    await server.advance(1);

    expect(before).toEqual(['healthy', 'silent']);
    expect(await clientIds(server)).toEqual(['healthy']);
    expect(healthy.listenerCount('error')).toBe(1);
    nats.destroy();
  });

  it('whose process has ended is evicted no sooner', async () => {
    const server = await openVirtual();
    const nats = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
    await StanClient.connect(nats, 'ticketing', { clientId: 'gone' });
    nats.destroy();

    await server.advance(EVICTION_MS - 1);
    const before = await clientIds(server);
    await server.advance(1);

    expect([before, await clientIds(server)]).toEqual([['gone'], []]);
  });
});

describe('a client that reads nothing any more', () => {
  /** A registered client that takes nothing off its connection. */
  async function connectFrozen(server: EmbeddedServer): Promise<RawNatsClient> {
    const nats = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
    await StanClient.connect(nats, 'ticketing', { clientId: 'frozen' });
    nats.freeze();
    return nats;
  }

  /** Does it while the timers of this process run as fast as they can: the server's wait is in real time. */
  async function hurried(act: () => Promise<void>): Promise<void> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const state = { isSettled: false };
      const promise = act().finally(() => (state.isSettled = true));
      while (!state.isSettled) {
        vi.advanceTimersByTime(10);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await promise;
    } finally {
      vi.useRealTimers();
    }
  }

  it('does not block advance for ever, and is evicted', async () => {
    const server = await openVirtual();
    const nats = await connectFrozen(server);

    await hurried(() => server.advance(EVICTION_MS));

    expect(server.clock.nowMs()).toBe(EVICTION_MS);
    expect(await clientIds(server)).toEqual([]);
    nats.destroy();
  });

  it('is waited for once, not at every timer', async () => {
    const server = await openVirtual();
    const nats = await connectFrozen(server);
    await hurried(() => server.advance(1));

    // With timers that stand still a second wait would never end.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    await server.advance('29s').finally(() => vi.useRealTimers());

    expect(server.clock.nowMs()).toBe(29_001);
    nats.destroy();
  });

  it('is waited for again when it has caught up', async () => {
    const server = await openVirtual();
    const nats = await connectFrozen(server);
    await hurried(() => server.advance('10s'));

    nats.unfreeze();
    await nats.flush();
    await server.advance('1h');

    expect(await clientIds(server)).toEqual(['frozen']);
    nats.destroy();
  });

  it('and whose connection breaks meanwhile is not waited for', async () => {
    const server = await openVirtual();
    const nats = await connectFrozen(server);

    const advancing = server.advance('1s');
    nats.destroy();

    await expect(advancing).resolves.toBeUndefined();
  });
});

describe('virtual time', () => {
  it('ages messages', async () => {
    const server = await openServer({ clock: virtualClock(), limits: { ageMsMax: 60_000 } });
    const client = await connectStan(server);
    await publish(client, 'a', 'x');
    const page = '/streaming/channelsz?channel=a';

    await server.advance(59_999);
    const before = (await readMonitoring(server, page))['msgs'];
    await server.advance(1);

    expect([before, (await readMonitoring(server, page))['msgs']]).toEqual([1, 0]);
  });

  it('is what monitoring shows', async () => {
    const clock = virtualClock(new Date('2026-11-21T00:00:00Z'));
    const server = await openServer({ clock });

    await server.advance('1m30s');

    expect(await readMonitoring(server, '/streaming/serverz')).toMatchObject({
      start_time: '2026-11-21T00:00:00Z',
      now: '2026-11-21T00:01:30Z',
      uptime: '1m30s',
    });
  });

  it('stops with the server: nothing fires afterwards', async () => {
    const clock = virtualClock();
    const server = await openServer({ clock });
    const client = await connectStan(server);
    const options = client.subscriptionOptions().setManualAckMode(true);
    await subscribe(client, 'a', options, () => {});
    await publish(client, 'a', 'x');
    const closed = once(client, 'close');

    await server.stop();
    await closed;

    expect(clock.nextDueMs()).toBeUndefined();
  });
});
