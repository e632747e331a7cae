import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { createCertificates, hasOpenssl, type TestCertificates } from '../support/certificates';
import { startTarget, type ConformanceTarget } from '../support/conformance-target';
import { RawNatsClient } from '../support/raw-nats-client';
import { waitFor } from '../support/wait-for';

/*
 * TLS of core NATS, on the embedded server and on the real one. Time is real: a handshake is over in
 * half a second.
 */

describe.skipIf(!hasOpenssl)('TLS', () => {
  let pems: TestCertificates;
  beforeAll(async () => {
    pems = await createCertificates(await mkdtemp(join(tmpdir(), 'nats-test-tls-')));
  });
  afterAll(() => rm(pems.folder, { recursive: true }));

  const open = (...more: string[]) => openTarget(true, more);

  /** @param isPatient whether a handshake may take long, as on a machine with much to do */
  async function openTarget(isPatient: boolean, more: string[]): Promise<ConformanceTarget> {
    // The server is a client of itself, hence the second half.
    const { server, client, authority } = pems;
    const target = await startTarget({
      args: [
        ...['-tls', '-tlscert', server.certFile, '-tlskey', server.keyFile],
        ...['-tls_client_cacert', authority.certFile],
        ...['-tls_client_cert', client.certFile, '-tls_client_key', client.keyFile, ...more],
      ],
      realTime: true,
      ...(isPatient && { embeddedLimits: { tlsTimeoutMs: 60_000 } }),
    });
    onTestFinished(() => target.stop());
    return target;
  }
  const verifying = (): string[] => ['-tlsverify', '-tlscacert', pems.authority.certFile];

  async function connect(target: ConformanceTarget, tls: ConnectionOptions = {}) {
    const opened = await RawNatsClient.openTls(target, { ca: pems.authority.cert, ...tls });
    onTestFinished(() => {
      opened.client.destroy();
    });
    return opened;
  }

  async function ping({ client }: { readonly client: RawNatsClient }): Promise<void> {
    client.send('CONNECT {"verbose":false,"name":"me"}\r\n');
    expect(await client.flushLines()).toEqual([]);
  }

  async function connz(target: ConformanceTarget, query = '') {
    const response = await fetch(`${target.monitoringUrl}/connz${query}`);
    const { connections } = (await response.json()) as { connections: Record<string, unknown>[] };
    return connections;
  }

  /** Why the last connection was closed, when one was. */
  const lastReason = (target: ConformanceTarget): Promise<unknown> =>
    waitFor('a closed connection', async () => {
      const [last] = await connz(target, '?state=closed&sort=stop');
      return last?.['reason'];
    });

  /** What a client that has sent these bytes in the clear gets to see. */
  async function inTheClear(target: ConformanceTarget, bytes: string): Promise<string[]> {
    const client = await RawNatsClient.open(target);
    onTestFinished(() => {
      client.destroy();
    });
    await client.readLine();
    client.send(Buffer.from(bytes, 'latin1'));
    return client.readToEnd();
  }

  test('INFO is in the clear and says that TLS is required', async () => {
    const target = await open();
    const { info } = await connect(target);
    expect(JSON.parse(info.slice('INFO '.length))).toMatchObject({ tls_required: true });
    expect(info).not.toContain('tls_verify');
  });

  test('INFO says that a certificate is asked for, where it is', async () => {
    const target = await open(...verifying());
    const { cert, key } = pems.client;
    const opened = await connect(target, { cert, key });
    expect(opened.info).toMatch(/"port":\d+,"tls_required":true,"tls_verify":true,"max_payload"/);
    await ping(opened);
  });

  test.each([
    ['TLSv1.3', 'Unknown [304]', 'Unknown [1301]'],
    ['TLSv1.2', '1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  ] as const)('/connz names version and cipher suite of %s', async (version, shown, suite) => {
    const target = await open();
    const own = { minVersion: version, maxVersion: version };
    await ping(
      await connect(target, {
        ...own,
        ciphers: 'TLS_AES_128_GCM_SHA256:ECDHE-ECDSA-AES128-GCM-SHA256',
      }),
    );

    const mine = (await connz(target)).find(({ name }) => name === 'me');

    expect(mine).toMatchObject({ tls_version: shown, tls_cipher_suite: suite });
  });

  test('/varz says what is asked of clients', async () => {
    const target = await openTarget(false, verifying());
    const varz: unknown = await (await fetch(`${target.monitoringUrl}/varz`)).json();
    expect(varz).toMatchObject({ tls_required: true, tls_verify: true, tls_timeout: 0.5 });
  });

  test.each([['CONNECT {}\r\nPING\r\n'], ['GET / HTTP/1.1\r\n\r\n'], ['\xff'.repeat(300)]])(
    '%j in place of a handshake ends the connection; another client goes on',
    async (bytes) => {
      const target = await open();
      const other = await connect(target);
      await ping(other);

      expect((await inTheClear(target, bytes)).filter((line) => /^[-+A-Z]/.test(line))).toEqual([]);

      expect(await lastReason(target)).toBe('TLS Handshake Failure');
      expect(await other.client.flushLines()).toEqual([]);
    },
  );

  test.each([[''], ['\x16\x03\x01\x02\x00\x01']])(
    'a handshake that never ends is given half a second: %j',
    async (bytes) => {
      const target = await openTarget(false, []);
      const before = performance.now();
      await inTheClear(target, bytes);
      expect(performance.now() - before).toBeGreaterThan(400);
      expect(await lastReason(target)).toBe('TLS Handshake Failure');
    },
  );

  test('a client of TLS 1.1 is refused', async () => {
    const target = await open();
    const own = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const;
    await expect(connect(target, own)).rejects.toThrow(/protocol version|disconnected/);
    expect(await lastReason(target)).toBe('TLS Handshake Failure');
  });

  test('a client that does not trust the server goes, and the server goes on', async () => {
    const target = await open();
    await expect(connect(target, { ca: pems.stranger.cert })).rejects.toThrow();
    expect(await lastReason(target)).toBe('TLS Handshake Failure');
    await ping(await connect(target));
  });

  test.each(['none', 'stranger', 'expired'] as const)(
    'where a certificate is asked for, a client with %s has no say',
    async (which) => {
      const target = await open(...verifying());
      const shown = which === 'none' ? {} : { cert: pems[which].cert, key: pems[which].key };
      const refused = await connect(target, shown).then(
        ({ client }) => {
          client.send('CONNECT {"verbose":true}\r\nPING\r\n');
          return client.readToEnd();
        },
        // With TLS 1.2 the client hears of it within the handshake.
        () => [],
      );
      expect(refused).toEqual([]);
      expect(await lastReason(target)).toBe('TLS Handshake Failure');
      const { cert, key } = pems.client;
      await ping(await connect(target, { cert, key }));
    },
  );

  test('a login comes after the handshake', async () => {
    const target = await open('-user', 'me', '-pass', 'secret');
    const { client } = await connect(target);
    client.send('CONNECT {"verbose":true,"user":"me","pass":"wrong"}\r\n');
    expect(await client.readToEnd()).toEqual(["-ERR 'Authorization Violation'"]);
    const other = await connect(target);
    other.client.send('CONNECT {"verbose":true,"user":"me","pass":"secret"}\r\n');
    expect(await other.client.readLine()).toBe('+OK');
  });

  test('large messages come whole', async () => {
    const target = await open();
    const { client } = await connect(target);
    client.send('CONNECT {"verbose":false}\r\nSUB big 1\r\n');
    const payload = Buffer.alloc(1_000_000, 'x');
    for (let i = 0; i < 8; i++) client.publish('big', payload);
    for (let i = 0; i < 8; i++) {
      const op = await client.readOp();
      expect(op.kind === 'msg' && op.payload.equals(payload)).toBe(true);
    }
  });
});
