import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';

import { preflight } from '../../../src/harness/runner/preflight';
import type { UrlTargetOptions } from '../../../src/harness/target/target';
import { openServer } from '../../support/embedded-stage';

/** A web server on loopback. */
async function openWeb(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Where nobody listens. */
async function deadHost(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

/** The problem with a server, or with its monitoring. */
async function look(
  url: string,
  more: Partial<UrlTargetOptions> = {},
): Promise<string | undefined> {
  const connection = { url, clusterId: 'ticketing' };
  const found = await preflight({ kind: 'url', connection, ...more }, [], 'run');
  return found.problem ?? found.target.monitoringProblem;
}

const ADVICE = 'start the server with -m 8222, forward that port, or give --monitoring URL';

test('a monitoring port that does not answer: where, and why', async () => {
  const { url } = await openServer({ clusterId: 'ticketing', monitoringPort: false });
  const monitoringUrl = `http://${await deadHost()}`;

  expect(await look(url, { monitoringUrl })).toBe(
    `nothing answers at ${monitoringUrl} (ECONNREFUSED): ${ADVICE}`,
  );
});

test('a monitoring port that is of something else', async () => {
  const { url } = await openServer({ clusterId: 'ticketing', monitoringPort: false });
  const web = await openWeb((_, response) => response.writeHead(404).end());

  expect(await look(url, { monitoringUrl: `http://${web}` })).toBe(
    `what answers at http://${web} is not that of NATS Streaming: ${ADVICE}`,
  );
});

test('no monitoring, by the wish of the user', async () => {
  const { url } = await openServer({ clusterId: 'ticketing' });

  expect(await look(url, { monitoringProblem: 'you gave --no-monitoring' })).toBe(
    'you gave --no-monitoring',
  );
});

test('a server that is not there is named once', async () => {
  const host = await deadHost();

  const problem = (await look(`nats://${host}`)) ?? '';

  expect(problem).toMatch(/^no NATS server at nats:\S+ \(ECONNREFUSED\): is it running/);
  expect(problem.split(host)).toHaveLength(2);
});

test.each<{ who: string; answer: RequestListener }>([
  {
    who: 'monitoring',
    answer: (_, response) => response.end(JSON.stringify({ cluster_id: 'ticketing' })),
  },
  { who: 'a web server', answer: (_, response) => response.end('<html>') },
])('$who in place of the port for clients is told apart', async ({ answer }) => {
  const web = await openWeb(answer);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());

  const found = look(`nats://${web}`);
  // A web server waits for us as we wait for its greeting.
  await vi.advanceTimersByTimeAsync(5000);

  expect(await found).toMatch(
    /^no NATS server at nats:\S+: what answers there is HTTP, and \d+ looks like the monitoring port; clients use 4222/,
  );
});
