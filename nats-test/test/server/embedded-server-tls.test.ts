import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import type { IncomingMessage } from 'node:http';

import { connect, type Stan } from 'node-nats-streaming';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import {
  SettingsError,
  StartError,
  startServer,
  virtualClock,
  type EmbeddedServer,
} from '../../src/index';
import { createCertificates, hasOpenssl, type TestCertificates } from '../support/certificates';
import {
  closeStan,
  openServer,
  publish,
  readMonitoring,
  subscribe,
} from '../support/embedded-stage';
import { RawNatsClient } from '../support/raw-nats-client';
import { waitFor, within } from '../support/wait-for';

/** A machine with much to do may need longer for a handshake than a server gives by default. */
const connectionLimits = { tlsTimeoutMs: 60_000 };

describe.skipIf(!hasOpenssl)('an embedded server with TLS', () => {
  let pems: TestCertificates;
  let tls: { readonly cert: string; readonly key: string };
  let verifying: typeof tls & { readonly ca: string; readonly verify: true };
  beforeAll(async () => {
    pems = await createCertificates(await mkdtemp(join(tmpdir(), 'nats-test-tls-')));
    tls = { cert: pems.server.certFile, key: pems.server.keyFile };
    verifying = { ...tls, ca: pems.authority.certFile, verify: true };
  });
  afterAll(() => rm(pems.folder, { recursive: true }));

  /** A node-nats-streaming client as a user writes it. */
  async function connectStan(server: EmbeddedServer, shown = {}, clientId = 'a'): Promise<Stan> {
    const options = { ca: pems.authority.cert, servername: 'localhost', ...shown };
    const client = connect(server.clusterId, clientId, {
      url: server.url,
      reconnect: false,
      // The library takes what Node's tls.connect() takes; its types know a boolean only.
      tls: options as unknown as boolean,
    });
    client.on('error', () => undefined);
    onTestFinished(() => closeStan(client));
    await within('connect', once(client, 'connect'));
    return client;
  }

  async function openRaw(server: EmbeddedServer): Promise<RawNatsClient> {
    const client = await RawNatsClient.open({ host: '127.0.0.1', port: server.port });
    onTestFinished(() => {
      client.destroy();
    });
    await client.readLine();
    return client;
  }

  async function exchange(client: Stan): Promise<string> {
    const got = new Promise<string>((resolve) => {
      void subscribe(client, 'c', client.subscriptionOptions().setDeliverAllAvailable(), (it) => {
        resolve(it.getData().toString());
      });
    });
    await publish(client, 'c', 'hello');
    return within('the event', got);
  }

  test('serves clients without a certificate where none is asked for', async () => {
    const server = await openServer({ tls, connectionLimits });
    expect(await exchange(await connectStan(server))).toBe('hello');
  });

  test('serves clients with a certificate where one is asked for', async () => {
    const server = await openServer({ tls: verifying, connectionLimits });
    const { cert, key } = pems.client;
    expect(await exchange(await connectStan(server, { cert, key }))).toBe('hello');
  });

  test('may have a certificate whose time is over; its clients decide', async () => {
    const { certFile: cert, keyFile: key } = pems.expired;
    const server = await openServer({ tls: { cert, key }, connectionLimits });
    expect(await exchange(await connectStan(server, { rejectUnauthorized: false }))).toBe('hello');
  });

  test('answers after a restart, in TLS as before', async () => {
    const server = await openServer({ tls, connectionLimits });
    await exchange(await connectStan(server));
    await server.faults.restart();
    expect(await exchange(await connectStan(server, {}, 'b'))).toBe('hello');
  });

  test('shakes hands once: a client that begins anew is refused', async () => {
    const server = await openServer({ tls, connectionLimits });
    const socket = connectTcp(server.port, '127.0.0.1');
    await once(socket, 'data');
    const client = connectTls({ socket, rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
    onTestFinished(() => void client.destroy());
    await within('the handshake', once(client, 'secureConnect'));

    const refused = once(client, 'error') as Promise<[Error]>;
    client.renegotiate({}, () => undefined);

    const [error] = await within('the refusal', refused);
    expect(error.message).toContain('no renegotiation');
  });

  test('stops at once, whatever its clients are at', async () => {
    const server = await openServer({ tls, connectionLimits });
    await connectStan(server);
    await openRaw(server);
    await within('the stop', server.stop(), 2000);
  });

  describe('in virtual time', () => {
    test('waits for a client that is in its handshake', async () => {
      const server = await openServer({ tls, clock: virtualClock() });
      const connecting = connectStan(server);
      await waitFor('the connection', async () => {
        const { connections } = await readMonitoring(server, '/varz');
        return Number(connections) > 3 ? true : undefined;
      });

      // Longer than a handshake may take.
      await server.advance('2s');

      expect(await exchange(await connecting)).toBe('hello');
    });

    test('and for its heartbeats', async () => {
      const server = await openServer({ tls, clock: virtualClock() });
      const client = await connectStan(server);
      await server.advance('10m');
      expect(await exchange(client)).toBe('hello');
    });

    test('ends a handshake that never ends after half a second, with a line in the log', async () => {
      const lines: string[] = [];
      const server = await openServer({
        tls,
        clock: virtualClock(),
        log: (line) => lines.push(line),
      });
      const client = await openRaw(server);

      await server.advance(499);
      expect(lines.join('\n')).not.toContain('TLS handshake timeout');
      await server.advance(1);

      expect(await client.readToEnd()).toEqual([]);
      expect(lines.join('\n')).toMatch(
        /\[ERR\] 127\.0\.0\.1:\d+ - cid:\d+ - TLS handshake timeout$/m,
      );
    });

    test('a login may take its time after the handshake', async () => {
      const server = await openServer({ tls, user: 'me', pass: 'x', clock: virtualClock() });
      const { client } = await RawNatsClient.openTls(
        { host: '127.0.0.1', port: server.port },
        { ca: pems.authority.cert },
      );
      await server.advance('900ms');
      client.send('CONNECT {"verbose":true,"user":"me","pass":"x"}\r\n');
      expect(await client.readLine()).toBe('+OK');
      client.destroy();
    });
  });

  test.each([
    ['plain text', 'CONNECT {}\r\n', 'tls: first record does not look like a TLS handshake'],
    ['a hello of nonsense', '\x16\x03\x01\x00\x20xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'tls: '],
  ])('says in its log who came with %s', async (_, bytes, reason) => {
    const lines: string[] = [];
    const server = await openServer({ tls, connectionLimits, log: (line) => lines.push(line) });
    const client = await openRaw(server);
    client.send(bytes);
    await client.readToEnd();
    expect(lines.find((line) => line.includes('[ERR]'))).toMatch(
      new RegExp(`127\\.0\\.0\\.1:\\d+ - cid:4 - TLS handshake error: ${reason}`),
    );
  });

  test.each(['stranger', 'expired'] as const)(
    'says in its log what is wrong with the certificate of a client: %s',
    async (which) => {
      const lines: string[] = [];
      const server = await openServer({
        tls: verifying,
        connectionLimits,
        log: (line) => lines.push(line),
      });
      const { cert, key } = pems[which];
      const { client } = await RawNatsClient.openTls(
        { host: '127.0.0.1', port: server.port },
        { ca: pems.authority.cert, cert, key },
      );
      await client.readToEnd();
      const problem = {
        stranger: 'certificate signed by unknown authority',
        expired:
          /certificate has expired or is not yet valid: current time 20\d\d-[-\dT:]+Z is after 2020-02-01T00:00:00Z/
            .source,
      }[which];
      expect(lines.find((line) => line.includes('[ERR]'))).toMatch(
        new RegExp(`TLS handshake error: tls: failed to verify certificate: x509: ${problem}$`),
      );
    },
  );

  test('a hundred that hang up in the middle harm nobody', async () => {
    const server = await openServer({ tls, connectionLimits });
    const client = await connectStan(server);
    for (let i = 0; i < 100; i++) {
      const socket = connectTcp(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('\x16\x03\x01\x02\x00\x01');
      await once(socket, i % 2 === 0 ? 'data' : 'connect');
      if (i % 3 === 0) socket.resetAndDestroy();
      else socket.destroy();
    }
    expect(await exchange(client)).toBe('hello');
    await waitFor('that they are gone', async () => {
      const { connections } = await readMonitoring(server, '/varz');
      // The server's own three, and the client.
      return connections === 4 ? true : undefined;
    });
  });

  describe('monitoring', () => {
    async function read(url: string, ca: string): Promise<Record<string, unknown>> {
      const request = get(`${url}/varz`, { ca, servername: 'localhost' });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return JSON.parse(await text(response)) as Record<string, unknown>;
    }

    test('is over HTTPS when asked for, and wants no certificate', async () => {
      const server = await openServer({ tls: verifying, monitoringTlsPort: 0 });
      const url = server.monitoringUrl ?? '';
      expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
      const varz = await read(url, pems.authority.cert);
      expect(varz).toMatchObject({ http_port: 0, https_port: Number(new URL(url).port) });
      await expect(read(url, pems.stranger.cert)).rejects.toThrow();
      await expect(fetch(`${url.replace('https', 'http')}/varz`)).rejects.toThrow();
      expect(await read(url, pems.authority.cert)).toMatchObject({ tls_verify: true });
    });

    test('over HTTPS needs a certificate', async () => {
      await expect(startServer({ monitoringTlsPort: 0 })).rejects.toThrow(
        new SettingsError(
          'HTTPS monitoring (-ms) needs a certificate and its key: give -tlscert and -tlskey',
        ),
      );
    });

    test('is over one of the two', async () => {
      const both = startServer({ tls, monitoringTlsPort: 0, monitoringPort: 0 });
      await expect(both).rejects.toThrow(/one of the two ports/);
    });
  });

  test.each([
    ['certificate', 'open .*none.pem: no such file or directory'],
    ['key', 'tls: failed to find any PEM data in key input'],
    ['authority', 'failed to parse root ca certificate'],
  ])('does not start when a file is no good: %s', async (which, problem) => {
    const none = join(pems.folder, 'none.pem');
    const nonsense = join(pems.folder, 'nonsense.pem');
    await writeFile(nonsense, 'nonsense\n');
    const starting = startServer({
      tls: {
        ...verifying,
        ...(which === 'certificate' && { cert: none }),
        ...(which === 'key' && { key: nonsense }),
        ...(which === 'authority' && { ca: nonsense }),
      },
    });
    await expect(starting).rejects.toThrow(SettingsError);
    await expect(starting).rejects.toThrow(new RegExp(problem));
  });

  test('flags with which the real one could not connect to itself do not start here either', async () => {
    const args = ['-tls', '-tlscert', tls.cert, '-tlskey', tls.key];
    const starting = startServer({ args });
    await expect(starting).rejects.toThrow(StartError);
    await expect(starting).rejects.toThrow(
      /certificate signed by unknown authority.*-tls_client_cacert/,
    );
    await openServer({ args: [...args, '-tls_client_cacert', pems.authority.certFile] });
  });
});
