import { once } from 'node:events';
import { connect } from 'node:net';

import { describe, expect, it } from 'vitest';

import { FlagError, ListenError, seededRandom, SettingsError, startServer } from '../../src/index';
import {
  closeStan,
  connectStan,
  openServer,
  publish,
  readMonitoring,
  subscribe,
} from '../support/embedded-stage';
import { RawNatsClient } from '../support/raw-nats-client';
import { wire } from '../support/stan-wire';
import { waitFor } from '../support/wait-for';

/** Whether somebody listens there. */
async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const messageOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => String(error),
  );

describe('startServer', () => {
  it('says where it is: on loopback and free ports', async () => {
    const { url, port, monitoringUrl, clusterId } = await openServer();

    expect(url).toBe(`nats://127.0.0.1:${port}`);
    expect(monitoringUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(clusterId).toBe('test-cluster');
  });

  it('serves node-nats-streaming', async () => {
    const client = await connectStan(await openServer({ clusterId: 'ticketing' }));
    const got: string[] = [];
    await subscribe(client, 'a', client.subscriptionOptions(), (message) =>
      got.push(String(message.getData())),
    );

    await publish(client, 'a', 'hello');

    // Delivered before its publisher gets the ack.
    expect(got).toEqual(['hello']);
  });

  it('serves a cluster ID beyond ASCII', async () => {
    const server = await openServer({ clusterId: 'kraków' });
    const nats = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
    const connect = wire.connectRequest.encode({ clientID: 'me', heartbeatInbox: 'hb' });

    const answer = await nats.request('_STAN.discover.kraków', connect);

    expect(wire.connectResponse.decode(answer).error).toBe('');
    nats.destroy();
  });

  it('takes the flags of the real server', async () => {
    const server = await openServer({ args: ['-cid', 'ticketing', '-mm', '7', '-m', '0'] });

    expect([server.clusterId, server.monitoringUrl]).toEqual(['ticketing', undefined]);
  });

  it('lets options outrank flags', async () => {
    const server = await openServer({
      args: ['-cid', 'flag', '-mm', '7', '-mc', '8'],
      clusterId: 'option',
      limits: { msgsMax: 9 },
    });

    expect(server.clusterId).toBe('option');
    expect((await readMonitoring(server, '/streaming/storez'))['limits']).toMatchObject({
      max_msgs: 9,
      max_channels: 8,
    });
  });

  it('has no monitoring when told so', async () => {
    expect((await openServer({ monitoringPort: false })).monitoringUrl).toBeUndefined();
  });

  it('gives itself the same names when the seed is the same', async () => {
    const names = async (seed: number): Promise<unknown> => {
      const server = await openServer({ random: seededRandom(seed) });
      return (await readMonitoring(server, '/streaming/serverz'))['server_id'];
    };

    expect(await names(1)).toBe(await names(1));
    expect(await names(1)).not.toBe(await names(2));
  });

  it.each([
    [{ clusterId: 'a b' }, SettingsError, "invalid cluster ID 'a b'"],
    [{ port: 70_000 }, SettingsError, 'invalid port (-p) 70000'],
    [{ heartbeatInterval: 0 }, SettingsError, 'invalid heartbeat interval (-hbi) of 0 ms'],
    [{ heartbeatInterval: 'soon' }, RangeError, "'soon' is not a duration"],
    [{ limits: { msgsMax: -1 } }, SettingsError, '(-mm) of -1'],
    [{ args: ['-nope'] }, FlagError, 'flag provided but not defined: -nope'],
    [{ args: ['-clustered'] }, FlagError, '-clustered: the embedded server has no clustering'],
  ])('refuses %j', async (options, kind, message) => {
    const starting = startServer(options);

    await expect(starting).rejects.toThrow(kind);
    await expect(starting).rejects.toThrow(message);
  });

  it('names a port that is in use, and what to do', async () => {
    const { port } = await openServer();

    const second = startServer({ port });

    await expect(second).rejects.toThrow(ListenError);
    expect(await messageOf(second)).toBe(
      `ListenError: port ${port} is in use: another server or a port-forward listens on ` +
        `127.0.0.1:${port}; stop it or choose another port`,
    );
  });

  it('frees the port for clients when that for monitoring is in use', async () => {
    const { port: taken } = await openServer();
    const probe = await startServer();
    const { port: free } = probe;
    await probe.stop();

    const second = startServer({ port: free, monitoringPort: taken });

    expect(await messageOf(second)).toContain(`port ${taken} is in use`);
    expect(await isListening(free)).toBe(false);
  });
});

describe('twenty servers side by side', () => {
  it('keep their clients and messages apart', async () => {
    const servers = await Promise.all(Array.from({ length: 20 }, () => openServer()));
    const clients = await Promise.all(servers.map((server) => connectStan(server, 'same-id')));
    const got = clients.map((): string[] => []);
    await Promise.all(
      clients.map((client, i) =>
        subscribe(client, 'a', client.subscriptionOptions(), (message) =>
          got[i]?.push(String(message.getData())),
        ),
      ),
    );

    await Promise.all(clients.map((client, i) => publish(client, 'a', `message ${i}`)));

    expect(new Set(servers.map(({ port }) => port)).size).toBe(20);
    expect(got).toEqual(clients.map((_, i) => [`message ${i}`]));
  });
});

describe('stop', () => {
  it('closes the ports and the connections', async () => {
    const server = await openServer();
    const client = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });

    await server.stop();

    expect(await isListening(server.port)).toBe(false);
    await expect(client.readToEnd()).resolves.toEqual([]);
  });

  it('may be called again, and at the same time', async () => {
    const server = await startServer();

    await expect(
      Promise.all([server.stop(), server.stop()]).then(() => server.stop()),
    ).resolves.toBeUndefined();
  });

  it('is not held up by a client that does not read', async () => {
    const server = await openServer();
    const client = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
    client.freeze();
    client.send('SUB a 1\r\n');
    for (let i = 0; i < 20; i++) client.publish('a', Buffer.alloc(500_000));

    await expect(server.stop()).resolves.toBeUndefined();
    client.destroy();
  });

  it('is what Symbol.asyncDispose does', async () => {
    let port = 0;
    {
      await using server = await startServer();
      port = server.port;
    }

    expect(await isListening(port)).toBe(false);
  });

  it('forgets everything: a server on the same port starts empty', async () => {
    const server = await openServer();
    const client = await connectStan(server);
    await publish(client, 'a', 'x');
    await closeStan(client);
    await server.stop();

    const next = await openServer({ port: server.port });

    expect((await readMonitoring(next, '/streaming/channelsz'))['names']).toBeUndefined();
  });

  it('leaves nothing open that would keep the process alive', async () => {
    /** Sockets, servers and timers of this process, by kind. */
    const resources = (): string[] =>
      process
        .getActiveResourcesInfo()
        .filter((kind) => /^(TCP|HTTP|Timeout|Immediate|Pipe)/.test(kind))
        .sort();
    const before = resources();
    const server = await startServer({ limits: { ageMsMax: 60_000, inactivityMsMax: 60_000 } });
    const client = await connectStan(server);
    // A subscription with a message pending, so that there are ack, age and heartbeat timers.
    const options = client.subscriptionOptions().setManualAckMode(true);
    await subscribe(client, 'a', options, () => {});
    await publish(client, 'a', 'x');
    const whileRunning = resources();
    await closeStan(client);
    const crashed = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });

    await server.stop();
    crashed.destroy();

    expect(whileRunning.length).toBeGreaterThan(before.length + 3);
    await waitFor('only what was open before is open', () =>
      resources().length <= before.length ? true : undefined,
    );
  });
});
