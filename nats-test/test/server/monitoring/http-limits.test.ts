import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import {
  createMonitoringServer,
  type HttpLimits,
} from '../../../src/server/monitoring/http-server';
import { within } from '../../support/wait-for';

const BODY = 'x'.repeat(20_000_000);
let made = 0;

async function open(limits: Partial<HttpLimits>): Promise<number> {
  made = 0;
  const server = createMonitoringServer(
    () => {
      made++;
      return { status: 200, contentType: 'text/plain', body: BODY };
    },
    undefined,
    { connectionsMax: 10, unreadBytesMax: 30_000_000, requestMs: 5000, stillMs: 5000, ...limits },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await within('connect', once(socket, 'connect'));
  return socket;
}

async function statusOf(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  await response.arrayBuffer();
  return response.status;
}

it('makes no more pages while too many bytes of answers are unread, and goes on when they are gone', async () => {
  const port = await open({});
  const greedy = await dial(port);
  greedy.pause();

  greedy.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1000));
  await within(
    'pages are made',
    until(() => made > 1),
  );

  expect(await statusOf(port)).toBe(503);
  expect(made).toBeLessThan(4);
  greedy.destroy();
  await within('there is room again', untilOk(port));
});

it('closes a connection that does not come to the end of its headers', async () => {
  const port = await open({ requestMs: 200 });
  const slow = await dial(port);

  slow.write('GET / HTTP/1.1\r\nHost: a\r\nX: ');
  slow.resume();

  await within('the server closes', once(slow, 'close'));
});

it('closes a connection that does not read its answer', async () => {
  const port = await open({ stillMs: 200 });
  const deaf = await dial(port);
  deaf.pause();

  deaf.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(3));
  await within(
    'pages are made',
    until(() => made > 1),
  );

  await within('there is room again', untilOk(port));
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function untilOk(port: number): Promise<void> {
  while ((await statusOf(port)) !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
}
