import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { connectProblemOf } from '../../../src/harness/client/classify';
import type { ConnectionOptions } from '../../../src/harness/client/harness-client';
import type { Outcome } from '../../../src/harness/client/outcome';
import { createClient } from '../../../src/harness/client/stan-client';
import { openRelay } from '../../../src/harness/faults/relay';
import { through } from '../../../src/harness/faults/through';
import {
  createAuthority,
  hasOpenssl,
  type Authority,
  type Certificate,
} from '../../support/certificates';
import { startTarget, type ConformanceTarget } from '../../support/conformance-target';

async function openTarget(args: string): Promise<ConformanceTarget> {
  const target = await startTarget({
    args: args.split(' '),
    // A machine with much to do may need longer for a handshake than a server gives by default.
    embeddedLimits: { tlsTimeoutMs: 60_000 },
  });
  onTestFinished(() => target.stop());
  return target;
}

/** Connects with the options, and publishes when that worked. */
async function tryOut(connection: ConnectionOptions): Promise<Outcome> {
  const client = createClient(connection, 'a', { lost: () => undefined });
  onTestFinished(() => client.destroy());
  const outcome = await client.connect();
  if (outcome.type !== 'ok') return outcome;
  const published = await client.publish('c', '1');
  await client.disconnect();
  return published;
}

const ok: Outcome = { type: 'ok' };

describe('login', () => {
  test('a user is let in with the password, and only with it', async () => {
    const { url, port, clusterId } = await openTarget('--user me --pass s:cr@t');
    const login = { user: 'me', pass: 's:cr@t' };
    expect(await tryOut({ url, clusterId, ...login })).toEqual(ok);
    expect(await tryOut({ url: `nats://me:s%3Acr%40t@127.0.0.1:${port}`, clusterId })).toEqual(ok);
    const refused = await tryOut({ url, clusterId, ...login, pass: 'wrong' });
    expect(refused).toEqual({ type: 'fail', error: "'Authorization Violation'" });
  });

  test('a token lets in', async () => {
    const { url, port, clusterId } = await openTarget('--auth t0ken');
    expect(await tryOut({ url, clusterId, token: 't0ken' })).toEqual(ok);
    expect(await tryOut({ url: `nats://t0ken@127.0.0.1:${port}`, clusterId })).toEqual(ok);
    expect(await tryOut({ url, clusterId })).toMatchObject({ type: 'fail' });
  });
});

describe.skipIf(!hasOpenssl)('TLS', () => {
  let folder: string;
  let authority: Authority;
  let client: Certificate;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nats-test-tls-'));
    authority = await createAuthority(folder);
    client = await authority.sign('client', 'DNS:client');
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** The streaming part of the server is a NATS client by itself, hence the second half. */
  async function openTls(altName: string, flags = '--tls'): Promise<ConformanceTarget> {
    const { certFile, keyFile } = await authority.sign('server', altName);
    return openTarget(
      `${flags} --tlscert ${certFile} --tlskey ${keyFile} --tlscacert ${authority.certFile} -secure ` +
        `-tls_client_cacert ${authority.certFile} -tls_client_cert ${client.certFile} -tls_client_key ${client.keyFile}`,
    );
  }

  test('a server whose certificate is of the authority is trusted by its name', async () => {
    const { port, clusterId } = await openTls('DNS:localhost,IP:127.0.0.1');
    const tls = { ca: authority.cert };
    expect(await tryOut({ url: `nats://localhost:${port}`, clusterId, tls })).toEqual(ok);
    expect(await tryOut({ url: `tls://127.0.0.1:${port}`, clusterId, tls })).toEqual(ok);
  });

  test('through a relay the name of the real server is verified', async () => {
    const { port, clusterId } = await openTls('DNS:localhost,IP:127.0.0.1');
    const tls = { ca: authority.cert };
    const relay = await openRelay({ host: '127.0.0.1', port });
    onTestFinished(() => relay.close());
    const by = (url: string): Promise<Outcome> => tryOut(through(relay, { url, clusterId, tls }));
    expect(await by(`nats://localhost:${port}`)).toEqual(ok);
    expect(await by(`nats://elsewhere:${port}`)).toMatchObject({ type: 'fail' });
  });

  test('a server of another authority or another name is not', async () => {
    const { port, clusterId } = await openTls('DNS:localhost,IP:127.0.0.1');
    const tls = { ca: authority.cert };
    const outcomes = [
      await tryOut({ url: `tls://localhost:${port}`, clusterId }),
      await tryOut({ url: `nats://localhost:${port}`, clusterId }),
      await tryOut({
        url: `nats://localhost:${port}`,
        clusterId,
        tls: { ...tls, servername: 'elsewhere' },
      }),
    ];
    expect(outcomes.map(({ type }) => type)).toEqual(['fail', 'fail', 'fail']);
    const errors = outcomes.map((it) => (it.type === 'ok' ? '' : it.error));
    expect(errors.map(connectProblemOf)).toEqual(['tls', 'tls', 'tls']);
  });

  test('a server that asks for the certificate of the client gets it', async () => {
    const { port, clusterId } = await openTls('DNS:localhost,IP:127.0.0.1', '--tlsverify');
    const url = `nats://localhost:${port}`;
    const tls = { ca: authority.cert };
    const { cert, key } = client;
    expect(await tryOut({ url, clusterId, tls: { ...tls, cert, key } })).toEqual(ok);
    expect(await tryOut({ url, clusterId, tls })).toEqual({
      type: 'fail',
      error: 'Server requires a client certificate.',
    });
  });

  test('TLS asked of a server without it fails', async () => {
    const { url, clusterId } = await openTarget('-SD');
    expect(await tryOut({ url, clusterId, tls: { ca: authority.cert } })).toEqual({
      type: 'fail',
      error: 'Server does not support a secure connection.',
    });
  });

  test('a key that is none fails', async () => {
    const { port, clusterId } = await openTls('DNS:localhost,IP:127.0.0.1');
    const tls = { ca: authority.cert, cert: 'nonsense', key: 'nonsense' };
    const outcome = await tryOut({ url: `nats://localhost:${port}`, clusterId, tls });
    expect(outcome).toMatchObject({ type: 'fail', error: expect.stringContaining('TLS') });
  });
});
