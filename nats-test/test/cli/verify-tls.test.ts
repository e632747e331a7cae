import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'vitest';

import { startServer } from '../../src/index';
import type { RunReport } from '../../src/harness/report/run-report';
import { createCertificates, hasOpenssl } from '../support/certificates';
import { runCli } from './cli-process';
import { makeTempFolder } from './temp-folder';

describe.skipIf(!hasOpenssl)('nats-test verify, on a server with TLS', () => {
  test('proves a lesson with the certificates it is given', async ({ expect, onTestFinished }) => {
    const folder = await makeTempFolder(onTestFinished);
    const history = join(folder, 'history');
    await mkdir(history);
    const { server: own, client, authority } = await createCertificates(folder);
    const server = await startServer({
      clusterId: 'ticketing',
      tls: { cert: own.certFile, key: own.keyFile, ca: authority.certFile, verify: true },
      connectionLimits: { tlsTimeoutMs: 60_000 },
    });
    onTestFinished(() => server.stop());
    const verify = ['verify', '--only', 'queue-group', '--json', '--history', history];
    const at = [
      '--url',
      `tls://localhost:${server.port}`,
      '--monitoring',
      `${server.monitoringUrl}`,
    ];
    const trust = ['--tlsca', authority.certFile];
    const show = ['--tlscert', client.certFile, '--tlskey', client.keyFile];

    const end = await runCli(onTestFinished, [...verify, ...at, ...trust, ...show]);
    const withoutCertificate = await runCli(onTestFinished, [...verify, ...at, ...trust]);

    expect(end).toMatchObject({ exitStatus: 0, stderr: '' });
    expect((JSON.parse(end.stdout) as RunReport).verdict).toBe('valid');
    expect(withoutCertificate.exitStatus).not.toBe(0);
  });
});
