import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';

import { createCertificates, hasOpenssl } from '../../support/certificates';
import { waitFor } from '../../support/wait-for';
import type { CleanUp } from '../cli-process';
import { startServerCommand } from './play';

/*
 * What comes of the flags of TLS at the start: the last line is that of the real server 0.17.0, on
 * which the same tests run when NATS_STREAMING_SERVER names one. `{file}` stands for a file of the
 * folder of certificates.
 */

const tls = '-tls -tlscert {server.pem} -tlskey {server.key}';
const own = '-tls_client_cacert {ca.pem}';
const ownClient = '-tls_client_cert {client.pem} -tls_client_key {client.key}';
const verify = '-tlsverify -tlscacert {ca.pem}';
const failed = '[FTL] STREAM: Failed to start:';
const unverified = `${failed} tls: failed to verify certificate: x509:`;
const pair = 'error parsing X509 certificate/key pair:';
const noPort = "[FTL] Can't start monitoring:";

/** Ends with 1, and says so before any log. */
const bad = [
  ['-tls', 'TLS Server certificate must be present and valid'],
  ['-tlsverify=false', 'TLS Server certificate must be present and valid'],
  [own, 'TLS Server certificate must be present and valid'],
  ['-tlscert {server.pem}', 'TLS Server private key must be present and valid'],
  [
    '-tls -tlscert none.pem -tlskey {server.key}',
    `${pair} open none.pem: no such file or directory`,
  ],
  [
    '-tls -tlscert {bad.pem} -tlskey {server.key}',
    `${pair} tls: failed to find any PEM data in certificate input`,
  ],
  [
    '-tls -tlscert {server.key} -tlskey {server.pem}',
    `${pair} tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched`,
  ],
  ['-tls -tlscert {broken.pem} -tlskey {server.key}', `${pair} x509: malformed certificate`],
  [
    '-tls -tlscert {server.pem} -tlskey {bad.pem}',
    `${pair} tls: failed to find any PEM data in key input`,
  ],
  [
    '-tls -tlscert {server.pem} -tlskey {client.key}',
    `${pair} tls: private key does not match public key`,
  ],
  [
    '-tls -tlscert {server.pem} -tlskey {server.pem}',
    `${pair} tls: found a certificate rather than a key in the PEM for the private key`,
  ],
  [`${tls} -tlscacert none.pem`, 'open none.pem: no such file or directory'],
  [`${tls} -tlscacert {bad.pem}`, 'failed to parse root ca certificate'],
] as const;

/** Ends with 1, and says so in the log. */
const refused = [
  [tls, `${unverified} certificate signed by unknown authority`],
  [`${tls} -secure`, `${unverified} certificate signed by unknown authority`],
  [
    `${tls} -tls_client_cacert {stranger.pem}`,
    `${unverified} certificate signed by unknown authority`,
  ],
  [
    `-tls=false -tlscert {server.pem} -tlskey {server.key}`,
    `${unverified} certificate signed by unknown authority`,
  ],
  [
    '-tls=false -tlscert none.pem',
    `${failed} unable to setup NATS Server TLS:  missing 'key_file' in TLS configuration`,
  ],
  ['-tls=false -tlsverify', `${failed} remote error: tls: unrecognized name`],
  ['-secure', `${failed} nats: secure connection not available`],
  [
    `${tls} -tls_client_cacert none.pem`,
    `${failed} nats: error loading or parsing rootCA file: open none.pem: no such file or directory`,
  ],
  [
    `${tls} ${own} -tls_client_cert {client.pem}`,
    `${failed} nats: error loading client certificate: open : no such file or directory`,
  ],
  [`${tls} ${own} ${verify}`, `${failed} remote error: tls: certificate required`],
  [
    `${tls} ${own} ${verify} -tls_client_cert {stranger.pem} -tls_client_key {stranger.key}`,
    `${failed} remote error: tls: certificate required`,
  ],
  [
    `${tls} ${own} ${verify} -tls_client_cert {expired.pem} -tls_client_key {expired.key}`,
    `${failed} remote error: tls: expired certificate`,
  ],
  [
    `-tls -tlscert {expired.pem} -tlskey {expired.key} ${own}`,
    `${unverified} certificate has expired or is not yet valid: current time NOW is after 2020-02-01T00:00:00Z`,
  ],
  [
    `-tls -tlscert {client.pem} -tlskey {client.key} ${own}`,
    `${unverified} cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs`,
  ],
  [
    `-a localhost -tls -tlscert {client.pem} -tlskey {client.key} ${own}`,
    `${unverified} certificate is valid for client, not localhost`,
  ],
  [
    `-tls -tlscert {elsewhere-ip.pem} -tlskey {elsewhere-ip.key} ${own}`,
    `${unverified} certificate is valid for 127.0.0.9, not 127.0.0.1`,
  ],
  ['-ms -1', `${noPort} TLS cert and key required for HTTPS`],
  [`-ms -1 -m -1 ${tls} ${own}`, `${noPort} can't specify both HTTP (-1) and HTTPs (-1) ports`],
  [
    `-ms 99999 ${tls} ${own}`,
    `${noPort} can't listen to the monitor port: listen tcp: address 99999: invalid port`,
  ],
] as const;

/** Starts. */
const good = [
  [`${tls} ${own}`],
  [`-tlscert {server.pem} -tlskey {server.key} ${own}`],
  [`${tls} ${own} ${ownClient}`],
  [`${tls} ${own} ${verify} ${ownClient}`],
  [`${tls} ${own} -a 0.0.0.0`],
  [`${tls} ${own} -ms -1`],
  ['-tls=false -secure=false -ms 0'],
] as const;

describe.skipIf(!hasOpenssl).concurrent('flags of TLS', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nats-test-tls-'));
    const { authority, stranger } = await createCertificates(folder);
    await authority.sign('elsewhere-ip', 'IP:127.0.0.9');
    await writeFile(join(folder, 'stranger.pem'), stranger.cert);
    await writeFile(join(folder, 'stranger.key'), stranger.key);
    await writeFile(join(folder, 'bad.pem'), 'nonsense\n');
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    await writeFile(join(folder, 'broken.pem'), broken);
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function run(cleanUp: CleanUp, line: string) {
    const args = line.replaceAll(/\{(.*?)\}/g, (_, name: string) => join(folder, name)).split(' ');
    const apart = ['-p', '-1', '-T=false', ...(args.includes('-a') ? [] : ['-a', '127.0.0.1'])];
    const process = startServerCommand(cleanUp, [...apart, ...args]);
    await waitFor('the end, or a server that is ready', () =>
      Promise.resolve(
        process.child.exitCode !== null || /Streaming Server is ready$/m.test(process.stderr)
          ? true
          : undefined,
      ),
    );
    process.child.kill('SIGTERM');
    const { exitStatus, stderr } = await process.ended();
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((it) => it.replace(/^\[\d+\] /, '').replace(/current time \S+/, 'current time NOW'));
    return { exitStatus, lines };
  }

  test.for([...bad])('%s: %s', async ([line, last], context) => {
    const { exitStatus, lines } = await run(context.onTestFinished, line);
    context.expect({ exitStatus, lines }).toEqual({ exitStatus: 1, lines: [last] });
  });

  test.for([...refused])('%s: %s', async ([line, last], context) => {
    const { exitStatus, lines } = await run(context.onTestFinished, line);
    context.expect({ exitStatus, last: lines.at(-1) }).toEqual({ exitStatus: 1, last });
    context.expect(lines[0]).toMatch(/STREAM: Starting nats-streaming-server/);
  });

  test.for([...good])('%s starts', async ([line], context) => {
    const { lines } = await run(context.onTestFinished, line);
    context.expect(lines.some((it) => it.endsWith('Streaming Server is ready'))).toBe(true);
    const says = lines.includes('[INF] TLS required for client connections');
    context.expect(says).toBe(line.includes('server.pem'));
    context
      .expect(lines.some((it) => it.startsWith('[INF] Starting https monitor on 127.0.0.1:')))
      .toBe(line.includes('-ms -1'));
  });
});
