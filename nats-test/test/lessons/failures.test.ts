import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'vitest';

import { startLesson } from '../support/lesson-process';
import { type CleanUp, type LessonServer, startLessonServer } from '../support/lesson-server';
import { connectClient } from './support/stan-client';
import { waitUntilRunning } from './support/running';
import { startProxy, startTcpServer, unusedUrl } from './support/tcp';

const lessons = [
  { name: 'publisher', command: 'npm run publish' },
  { name: 'listener', command: 'npm run listen' },
] as const;

// Each sentence is all of stderr: one line, and no stack trace.
describe.for(lessons)('$name.ts ends with 1 and one sentence', ({ name, command }) => {
  test.concurrent('where no server is', async ({ expect, onTestFinished }) => {
    const url = await unusedUrl();
    const lesson = startLesson(onTestFinished, name, { NATS_URL: url });

    const { exitStatus, stderr } = await lesson.ended();

    const { host } = new URL(url);
    expect(stderr).toBe(
      `No server at ${host}: start npm run serve or skaffold dev, or set NATS_URL, then type ${command}.\n`,
    );
    expect(exitStatus).toBe(1);
  });

  test.concurrent('where the server is none of NATS', async ({ expect, onTestFinished }) => {
    const url = await startWebServer(onTestFinished);
    const lesson = startLesson(onTestFinished, name, { NATS_URL: url });

    const { exitStatus, stderr } = await lesson.ended();

    const { host } = new URL(url);
    expect(stderr).toBe(
      `No answer from NATS at ${host} in 5 s: set NATS_URL to your server, then type ${command}.\n`,
    );
    expect(exitStatus).toBe(1);
  });

  test.concurrent(
    'where a port-forward has no server behind it',
    async ({ expect, onTestFinished }) => {
      const url = await startTcpServer(onTestFinished, (socket) => socket.destroy());
      const lesson = startLesson(onTestFinished, name, { NATS_URL: url });

      const { exitStatus, stderr } = await lesson.ended();

      expect(stderr).toMatch(/^Lost the connection to .* port-forward, then type npm run \w+\.\n$/);
      expect(exitStatus).toBe(1);
    },
  );

  test.concurrent(
    'where the server wants a password, and the sentence says what it said',
    async ({ expect, onTestFinished }) => {
      const url = await startTcpServer(onTestFinished, (socket) => {
        socket.write('INFO {"max_payload":1048576,"auth_required":true}\r\n');
        socket.once('data', () => socket.end("-ERR 'Authorization Violation'\r\n"));
      });
      const lesson = startLesson(onTestFinished, name, { NATS_URL: url });

      const { exitStatus, stderr } = await lesson.ended();

      const { host } = new URL(url);
      expect(stderr).toBe(
        `The server at ${host} refused this client ('Authorization Violation'): ` +
          `mend that, then type ${command}.\n`,
      );
      expect(exitStatus).toBe(1);
    },
  );

  test.concurrent('where the server has another cluster ID', async ({ expect, onTestFinished }) => {
    const server = await startLessonServer(onTestFinished, ['-cid', 'other']);
    const lesson = startLesson(onTestFinished, name, { NATS_URL: server.url });

    const { exitStatus, stderr } = await lesson.ended();

    const { host } = new URL(server.url);
    expect(stderr).toBe(
      `No cluster "ticketing" at ${host}: wait for it, or set NATS_CLUSTER_ID to its -cid, ` +
        `then type ${command}.\n`,
    );
    expect(exitStatus).toBe(1);
  });

  test.concurrent('where its client ID is taken', async ({ expect, onTestFinished }) => {
    const server = await startLessonServer(onTestFinished);
    await connectClient(onTestFinished, server, 'taken');
    const env = { NATS_URL: server.url, NATS_CLIENT_ID: 'taken' };
    const lesson = startLesson(onTestFinished, name, env);

    const { exitStatus, stderr } = await lesson.ended();

    expect(stderr).toBe(
      `Client ID "taken" is taken: end that client or set NATS_CLIENT_ID to another, ` +
        `then type ${command}.\n`,
    );
    expect(exitStatus).toBe(1);
  });

  test.concurrent('when the server ends, at once', async ({ expect, onTestFinished }) => {
    const server = await startLessonServer(onTestFinished);
    const lesson = startLesson(onTestFinished, name, { NATS_URL: server.url });
    await waitUntilRunning(onTestFinished, lesson, name, server);

    await server.stop();

    const { exitStatus, stderr } = await lesson.ended(5_000);
    const { host } = new URL(server.url);
    const event = name === 'publisher' ? ', and the event was stored' : '';
    expect(stderr).toBe(
      `Lost the connection to ${host}${event}: start the server or its port-forward, ` +
        `then type ${command}.\n`,
    );
    expect(exitStatus).toBe(1);
  });

  test.concurrent('when the server freezes, within 10 s', async ({ expect, onTestFinished }) => {
    const server = await startLessonServer(onTestFinished);
    const proxy = await startProxy(onTestFinished, server);
    const lesson = startLesson(onTestFinished, name, { NATS_URL: proxy.url });
    await waitUntilRunning(onTestFinished, lesson, name, server);

    proxy.freeze();

    const { exitStatus, stderr } = await lesson.ended(10_000);
    expect(stderr).toMatch(/^Lost the connection to .*\.\n$/);
    expect(exitStatus).toBe(1);
  });

  test.concurrent.for(['localhost:4222', 'http://localhost', 'nonsense'])(
    'for the NATS_URL "%s"',
    async (url, { expect, onTestFinished }) => {
      const lesson = startLesson(onTestFinished, name, { NATS_URL: url });

      const { exitStatus, stderr } = await lesson.ended();

      expect(stderr).toBe(
        `NATS_URL is "${url}": set it to scheme, host and port, as in http://localhost:4222, ` +
          `then type ${command}.\n`,
      );
      expect(exitStatus).toBe(1);
    },
  );

  test.concurrent.for(['NATS_CLUSTER_ID', 'NATS_CLIENT_ID'])(
    'for an empty %s',
    async (variable, { expect, onTestFinished }) => {
      const lesson = startLesson(onTestFinished, name, { [variable]: '' });

      const { exitStatus, stderr } = await lesson.ended();

      expect(stderr).toBe(
        `NATS_CLUSTER_ID or NATS_CLIENT_ID is empty: unset it, then type ${command}.\n`,
      );
      expect(exitStatus).toBe(1);
    },
  );
});

describe('publisher.ts ends with 1 and one sentence', () => {
  test.concurrent('when the server refuses the event', async ({ expect, onTestFinished }) => {
    const server = await startLessonServer(onTestFinished, ['-max_channels', '1']);
    await publishElsewhere(onTestFinished, server);
    const publisher = startLesson(onTestFinished, 'publisher', { NATS_URL: server.url });

    const { exitStatus, stderr } = await publisher.ended();

    expect(stderr).toMatch(/^The event was not stored \(too many channels\): .*\.\n$/);
    expect(exitStatus).toBe(1);
  });

  test.concurrent(
    'when no acknowledgement comes, as nobody knows then',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const proxy = await startProxy(onTestFinished, server);
      proxy.onceClientSends('PUB _STAN.pub.', 'freeze');
      const publisher = startLesson(onTestFinished, 'publisher', { NATS_URL: proxy.url });

      const { exitStatus, stderr } = await publisher.ended();

      expect(stderr).toMatch(
        /^The event may be stored or not \(stan: publish ack timeout\): .*\.\n$/,
      );
      expect(exitStatus).toBe(1);
    },
  );

  test.concurrent(
    'when the connection is lost before the acknowledgement',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const proxy = await startProxy(onTestFinished, server);
      proxy.onceClientSends('PUB _STAN.pub.', 'cut');
      const publisher = startLesson(onTestFinished, 'publisher', { NATS_URL: proxy.url });

      const { exitStatus, stdout, stderr } = await publisher.ended();

      expect(stderr).toMatch(
        /^Lost the connection to .*, and the event may be stored or not: .*\.\n$/,
      );
      expect(stdout).not.toContain('Event published');
      expect(exitStatus).toBe(1);
    },
  );
});

describe('listener.ts ends with 1 and one sentence', () => {
  test.concurrent(
    'when the server refuses the subscription',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished, ['-max_channels', '1']);
      await publishElsewhere(onTestFinished, server);
      const listener = startLesson(onTestFinished, 'listener', { NATS_URL: server.url });

      const { exitStatus, stderr } = await listener.ended();

      expect(stderr).toMatch(/^No subscription \(too many channels\): .*\.\n$/);
      expect(exitStatus).toBe(1);
    },
  );

  test.concurrent('when nobody answers the subscription', async ({ expect, onTestFinished }) => {
    const server = await startLessonServer(onTestFinished);
    const proxy = await startProxy(onTestFinished, server);
    proxy.onceClientSends('PUB _STAN.sub.', 'freeze');
    const listener = startLesson(onTestFinished, 'listener', { NATS_URL: proxy.url });

    const { exitStatus, stderr } = await listener.ended();

    expect(stderr).toMatch(/^No subscription \(stan: subscribe request timeout\): .*\.\n$/);
    expect(exitStatus).toBe(1);
  });
});

/** Uses up a limit of one channel. */
async function publishElsewhere(cleanUp: CleanUp, server: LessonServer): Promise<void> {
  const client = await connectClient(cleanUp, server);
  await new Promise((resolve) => client.publish('elsewhere', 'x', resolve));
}

async function startWebServer(cleanUp: CleanUp): Promise<string> {
  const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
