import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

import { connect, type Stan } from 'node-nats-streaming';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { NatsServerError, startServer, type EmbeddedServer } from '../../src/index';
import { createCertificates, hasOpenssl, type TestCertificates } from '../support/certificates';
import { closeStan, openServer, publish, readMonitoring } from '../support/embedded-stage';
import { within } from '../support/wait-for';

const connectionLimits = { tlsTimeoutMs: 60_000 };

describe.skipIf(!hasOpenssl)('a server on a NATS server that wants TLS', () => {
  let pems: TestCertificates;
  beforeAll(async () => {
    pems = await createCertificates(await mkdtemp(join(tmpdir(), 'nats-test-external-tls-')));
  });
  afterAll(() => rm(pems.folder, { recursive: true }));

  /** A NATS server that asks for certificates, and for a login. */
  const openCore = (): Promise<EmbeddedServer> =>
    openServer({
      clusterId: 'core-nats',
      user: 'me',
      pass: 'secret',
      connectionLimits,
      tls: {
        cert: pems.server.certFile,
        key: pems.server.keyFile,
        ca: pems.authority.certFile,
        verify: true,
      },
    });

  /**
   * A file: as with the real server flags of TLS want a certificate for a port of its own, which there
   * is none of.
   */
  async function withCertificate(): Promise<string[]> {
    const file = join(pems.folder, 'nats.conf');
    const { authority, client } = pems;
    const [ca, cert, key] = [authority.certFile, client.certFile, client.keyFile];
    await writeFile(
      file,
      `streaming { tls { client_ca: "${ca}", client_cert: "${cert}", client_key: "${key}" } }`,
    );
    return ['-c', file];
  }

  async function connectOver(core: EmbeddedServer): Promise<Stan> {
    const shown = { ca: pems.authority.cert, cert: pems.client.cert, key: pems.client.key };
    const client = connect('ticketing', 'a', {
      url: core.url,
      user: 'me',
      pass: 'secret',
      reconnect: false,
      tls: { ...shown, servername: 'localhost' } as unknown as boolean,
    });
    client.on('error', () => undefined);
    onTestFinished(() => closeStan(client));
    await within('connect', once(client, 'connect'));
    return client;
  }

  test('serves there with its certificate and its login', async () => {
    const core = await openCore();
    const natsServer = core.url.replace('127.0.0.1', 'localhost');
    const login = { user: 'me', pass: 'secret' };
    const server = await openServer({
      clusterId: 'ticketing',
      natsServer,
      args: await withCertificate(),
      ...login,
    });

    await publish(await connectOver(core), 'a', 'hello');

    expect(await readMonitoring(server, '/streaming/channelsz?channel=a')).toMatchObject({
      msgs: 1,
    });
  });

  test('monitors over HTTPS when asked for', async () => {
    const core = await openServer({ clusterId: 'core-nats' });
    const { certFile: cert, keyFile: key } = pems.server;
    const server = await openServer({
      natsServer: core.url,
      tls: { cert, key },
      monitoringTlsPort: 0,
    });
    const { monitoringUrl = '' } = server;

    const request = get(`${monitoringUrl}/varz`, {
      ca: pems.authority.cert,
      servername: 'localhost',
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];

    const port = Number(new URL(monitoringUrl).port);
    expect(await json(response)).toMatchObject({ http_port: 0, https_port: port });
  });

  test.each([
    ['without a certificate', async () => []],
    ['with a certificate and without a login', withCertificate],
  ])('does not start %s', async (_what, args) => {
    const core = await openCore();
    const natsServer = core.url.replace('127.0.0.1', 'localhost');

    const started = startServer({ clusterId: 'ticketing', natsServer, args: await args() });

    await expect(started).rejects.toThrow(NatsServerError);
  });
});
