import { describe, expect, it } from 'vitest';

import {
  FaultError,
  NatsServerError,
  SettingsError,
  startServer,
  virtualClock,
  type EmbeddedServer,
  type StartServerOptions,
} from '../../src/index';
import { openCoreNats, type CoreNats } from '../support/core-nats';
import {
  connectStan,
  openServer,
  publish,
  readMonitoring,
  subscribe,
} from '../support/embedded-stage';
import { openNewerNats } from '../support/newer-nats';
import { waitFor } from '../support/wait-for';

interface ExternalStage {
  readonly core: CoreNats;
  readonly server: EmbeddedServer;
  readonly lines: readonly string[];
}

async function open(options: StartServerOptions = {}): Promise<ExternalStage> {
  const core = await openCoreNats();
  const lines: string[] = [];
  const server = await openServer({
    clusterId: 'ticketing',
    natsServer: core.url,
    log: (line) => lines.push(plain(line)),
    ...options,
  });
  return { core, server, lines };
}

const plain = (line: string): string =>
  line.replace(/^\[\d+\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} /, '').replace(/:\d+"/, ':PORT"');

/** The last lines of a server that does not start, and why not. */
async function refusalOf(
  options: StartServerOptions,
): Promise<{ error: unknown; lastLines: string[] }> {
  const lines: string[] = [];
  const error: unknown = await startServer({
    ...options,
    log: (line) => lines.push(plain(line)),
  }).then(
    async (server) => server.stop(),
    (reason: unknown) => reason,
  );
  return { error, lastLines: lines.slice(-2) };
}

/** Collects the data of what comes; acknowledges by itself unless it is told otherwise. */
async function collect(
  stan: Awaited<ReturnType<typeof connectStan>>,
  channel: string,
  set: (options: ReturnType<typeof stan.subscriptionOptions>) => void = () => undefined,
  queue?: string,
): Promise<string[]> {
  const received: string[] = [];
  const options = stan.subscriptionOptions();
  options.setDeliverAllAvailable();
  set(options);
  const onMessage = (message: { getData(): unknown; isRedelivered(): boolean }): void => {
    received.push(`${String(message.getData())}${message.isRedelivered() ? ' again' : ''}`);
  };
  if (queue === undefined) {
    await subscribe(stan, channel, options, onMessage);
  } else {
    const subscription = stan.subscribe(channel, queue, options);
    subscription.on('message', onMessage);
    await new Promise((resolve) => subscription.once('ready', resolve));
  }
  return received;
}

const until = (received: readonly string[], count: number): Promise<true> =>
  waitFor(`${count} messages`, () => (received.length >= count ? true : undefined));

describe('a server on an external NATS server', () => {
  it('serves clients that are over there', async () => {
    const { core, server } = await open();
    const received = await collect(await connectStan(server, 'listener'), 'orders');

    await publish(await connectStan(server, 'publisher'), 'orders', 'one');

    await until(received, 1);
    expect(received).toEqual(['one']);
    expect([server.url, server.port]).toEqual([core.url, core.port]);
  });

  it('gives each message to one member of a queue group', async () => {
    const { server } = await open();
    const one = await collect(await connectStan(server, 'one'), 'orders', undefined, 'workers');
    const two = await collect(await connectStan(server, 'two'), 'orders', undefined, 'workers');
    const publisher = await connectStan(server, 'publisher');

    for (const data of ['a', 'b', 'c', 'd']) await publish(publisher, 'orders', data);

    await waitFor('4 messages', () => (one.length + two.length >= 4 ? true : undefined));
    expect([...one, ...two].sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('sends again what is not acknowledged', async () => {
    const { server } = await open();
    const stan = await connectStan(server);
    const received = await collect(stan, 'orders', (options) =>
      options.setManualAckMode(true).setAckWait(1000),
    );

    await publish(stan, 'orders', 'one');

    await until(received, 2);
    expect(received).toEqual(['one', 'one again']);
  });

  it('delivers more than may be under way at once', async () => {
    const { server } = await open();
    const publisher = await connectStan(server, 'publisher');
    const data = 'x'.repeat(64 * 1024);
    // 16 MiB, of which 4 may be under way.
    await Promise.all(Array.from({ length: 256 }, () => publish(publisher, 'orders', data)));

    const received = await collect(await connectStan(server, 'listener'), 'orders', (options) =>
      options.setMaxInFlight(1000),
    );

    await until(received, 256);
    expect(received.every((it) => it === data)).toBe(true);
  });

  it('comes back with what it had stored, when it restarts and keeps it', async () => {
    const { server } = await open();
    await publish(await connectStan(server, 'publisher'), 'orders', 'one');

    await server.faults.restart({ keepStore: true });

    const received = await collect(await connectStan(server, 'listener'), 'orders');
    await until(received, 1);
    expect(received).toEqual(['one']);
  });

  it('leaves the NATS server when it stops', async () => {
    const { core, server } = await open();
    const names = async (): Promise<string[]> => {
      const response = await fetch(`${core.monitoringUrl}/connz`);
      const { connections } = (await response.json()) as { connections: { name: string }[] };
      return connections.map(({ name }) => name).filter((name) => name.includes('ticketing'));
    };
    const before = await names();

    await server.stop();

    expect(before.sort()).toEqual([
      '_NSS-ticketing-acks',
      '_NSS-ticketing-general',
      '_NSS-ticketing-send',
    ]);
    await waitFor('the connections are gone', async () =>
      (await names()).length === 0 ? true : undefined,
    );
  });

  it('goes on when the NATS server has been away', async () => {
    const { core, server, lines } = await open();
    const early = await connectStan(server, 'early');
    await publish(early, 'orders', 'before');

    await core.bounce();

    await waitFor('three connections are back', () =>
      lines.filter((line) => line.includes('reconnected')).length === 3 ? true : undefined,
    );
    const received = await collect(await connectStan(server, 'late'), 'orders');
    await publish(await connectStan(server, 'publisher'), 'orders', 'after');
    await until(received, 2);
    expect(received).toEqual(['before', 'after']);
    expect(lines.filter((line) => line.includes('reconnected')).sort()).toEqual(
      ['acks', 'general', 'send'].map(
        (purpose) =>
          `[INF] STREAM: connection "_NSS-ticketing-${purpose}" reconnected to NATS Server at "nats://127.0.0.1:PORT"`,
      ),
    );
  });

  it('comes back when the login has been wrong for a while, and says each thing once', async () => {
    const bob = { user: 'bob', pass: 'secret' };
    const core = await openServer(bob);
    const { port } = core;
    const { server, lines } = await open({ natsServer: core.url, ...bob });
    await core.stop();
    const other = await openServer({ user: 'bob', pass: 'other', port });
    const { monitoringUrl = '' } = other;
    // Twice each, of which the second is for good on the real server.
    await waitFor('six tries', async () => {
      const response = await fetch(`${monitoringUrl}/varz`);
      const { total_connections } = (await response.json()) as { total_connections: number };
      return total_connections >= 3 + 6 ? true : undefined;
    });
    await other.stop();
    await openServer({ ...bob, port });

    await waitFor('three connections are back', () =>
      lines.filter((line) => line.includes('reconnected')).length >= 3 ? true : undefined,
    );
    await server.stop();

    const told = lines.filter((line) => line.includes('onnection'));
    expect(told.sort()).toEqual(
      ['acks', 'general', 'send']
        .flatMap((purpose) => [
          `[ERR] STREAM: Asynchronous error on connection _NSS-ticketing-${purpose}: nats: authorization violation`,
          `[INF] STREAM: connection "_NSS-ticketing-${purpose}" reconnected to NATS Server at "nats://127.0.0.1:PORT"`,
        ])
        .sort(),
    );
  });

  it('shows in its monitoring what it serves, and a core NATS that nobody is on', async () => {
    const { server } = await open();
    await connectStan(server, 'one');

    const [serverz, varz] = await Promise.all([
      readMonitoring(server, '/streaming/serverz'),
      readMonitoring(server, '/varz'),
    ]);

    expect([serverz['cluster_id'], serverz['clients']]).toEqual(['ticketing', 1]);
    expect([varz['connections'], varz['total_connections'], varz['subscriptions']]).toEqual([
      0, 0, 0,
    ]);
  });

  it('has faults of deliveries, and none of connections that are not its own', async () => {
    const { server } = await open();
    const stan = await connectStan(server, 'one');
    const received = await collect(stan, 'orders');
    server.faults.deliveries.drop({}, { times: 1 });

    await publish(stan, 'orders', 'lost');
    await publish(stan, 'orders', 'found');

    await until(received, 1);
    expect(received).toEqual(['found']);
    expect(() => server.faults.freeze('one')).toThrow(FaultError);
  });

  it('takes it for silence when a newer NATS server says that nobody listens', async () => {
    const server = await openServer({ natsServer: await openNewerNats() });

    expect((await readMonitoring(server, '/streaming/serverz'))['state']).toBe('STANDALONE');
  });

  it('has no virtual time', async () => {
    const { core, server } = await open();

    await expect(server.advance('1s')).rejects.toThrow('only a virtual clock can be advanced');
    await expect(startServer({ natsServer: core.url, clock: virtualClock() })).rejects.toThrow(
      SettingsError,
    );
  });

  it('says in its log what the real server says', async () => {
    const { server, lines } = await open({ args: ['-SD'], monitoringPort: false });
    await server.stop();

    const unnamed = lines.map((line) =>
      line.replace(/\b[0-9A-Za-z]{22}\b/, 'ID').replace(/node\d+\.\d+\.\d+/, 'NODE'),
    );
    expect([...unnamed.slice(0, 14), ...unnamed.slice(-2)]).toEqual([
      '[INF] STREAM: Starting nats-streaming-server[ticketing] version 0.17.0',
      '[INF] STREAM: ServerID: ID',
      '[INF] STREAM: Go version: NODE',
      '[INF] STREAM: Git commit: [not set]',
      '[INF] STREAM: Recovering the state...',
      '[INF] STREAM: No recovered state',
      '[DBG] STREAM: Did not detect another server instance',
      '[DBG] STREAM: Discover subject:           _STAN.discover.ticketing',
      '[DBG] STREAM: Publish subject:            _STAN.pub.ID.>',
      '[DBG] STREAM: Subscribe subject:          _STAN.sub.ID',
      '[DBG] STREAM: Subscription Close subject: _STAN.subclose.ID',
      '[DBG] STREAM: Unsubscribe subject:        _STAN.unsub.ID',
      '[DBG] STREAM: Close subject:              _STAN.close.ID',
      '[INF] STREAM: Message store is MEMORY',
      '[INF] STREAM: Streaming Server is ready',
      '[INF] STREAM: Shutting down.',
    ]);
  });
});

describe('a server whose NATS server it cannot use', () => {
  it('ends when nobody is there', async () => {
    const core = await openServer();
    await core.stop();

    const { error, lastLines } = await refusalOf({ natsServer: core.url });

    expect(error).toBeInstanceOf(NatsServerError);
    expect(lastLines).toEqual([
      '[INF] STREAM: Shutting down.',
      '[FTL] STREAM: Failed to start: nats: no servers available for connection',
    ]);
  });

  it('ends when the URL is none', async () => {
    const { error, lastLines } = await refusalOf({ natsServer: 'localhost:4222' });

    expect(error).toBeInstanceOf(NatsServerError);
    expect(lastLines[1]).toBe('[FTL] STREAM: Failed to start: malformed url: localhost:4222');
  });

  it('ends when another server has its cluster ID, which goes on', async () => {
    const { core, server } = await open();

    const { error, lastLines } = await refusalOf({ clusterId: 'ticketing', natsServer: core.url });

    expect(error).toBeInstanceOf(NatsServerError);
    expect(lastLines).toEqual([
      '[INF] STREAM: Shutting down.',
      '[FTL] STREAM: Failed to start: discovered another streaming server with cluster ID "ticketing"',
    ]);
    // It was let in as a client, to find out.
    expect((await readMonitoring(server, '/streaming/serverz'))['clients']).toBe(0);
  });
});

describe('the login at an external NATS server', () => {
  const bob = { user: 'bob', pass: 'secret' };
  const withLogin = ({ url }: CoreNats, login: string): string =>
    url.replace('nats://', `nats://${login}@`);

  it.each([
    ['in the URL', bob, 'bob:secret', {}],
    ['in the URL, which outranks the options', bob, 'bob:secret', { user: 'eve', pass: 'x' }],
    ['of the options', bob, undefined, bob],
    ['that is a token in the URL', { token: 'tok' }, 'tok', {}],
    ['that is a token of the options', { token: 'tok' }, undefined, { token: 'tok' }],
  ])('%s is used', async (_where, login, inUrl, options) => {
    const core = await openCoreNats(login);
    const natsServer = inUrl === undefined ? core.url : withLogin(core, inUrl);

    const server = await openServer({ natsServer, ...options });

    expect(server.url).toBe(natsServer);
  });

  it('that is wrong ends it, and nobody gets to see the password', async () => {
    const core = await openCoreNats(bob);

    const { error, lastLines } = await refusalOf({ natsServer: withLogin(core, 'bob:wrong') });

    expect(lastLines[1]).toBe('[FTL] STREAM: Failed to start: nats: Authorization Violation');
    expect(String(error)).toContain(`nats://[REDACTED]@127.0.0.1:${core.port}`);
  });
});
