import { createServer, type AddressInfo, type Socket } from 'node:net';

import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';

import { openClient } from '../../../src/bench/load/open-client';
import { withAdvice } from '../../../src/bench/run/advice';

const PUBLISH_TIMEOUT_MS = 30_000;
/** How long a client waits for a greeting, and then for the streaming server. */
const WAIT_MS = 5000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A listener on a free port; its connections end with the test. */
async function listen(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const listener = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  return `nats://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

/** A promise that somebody else fulfils. */
function gate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}

/** What the user reads of a client that could not connect. */
async function refusalAt(url: string): Promise<string> {
  const lost = (): void => expect.unreachable('it was never connected');
  return openClient({ url, clusterId: 'wrong' }, 'me', PUBLISH_TIMEOUT_MS, lost).then(
    () => 'it connected',
    (error: unknown) => withAdvice((error as Error).message),
  );
}

test('a NATS server without a streaming server of that cluster ID: names the flag', async () => {
  const asked = gate();
  const url = await listen((socket) => {
    socket.write('INFO {"server_id":"plain","max_payload":1048576}\r\n');
    socket.setEncoding('latin1').on('data', (text: string) => {
      if (text.includes('PING')) socket.write('PONG\r\n');
      if (text.includes('PUB _STAN.discover.wrong')) asked.resolve();
    });
  });

  const refusal = refusalAt(url);
  await asked.promise;
  await vi.advanceTimersByTimeAsync(WAIT_MS);

  expect(await refusal).toMatch(/give its -cid with --cluster$/);
});

test('a port on which nobody speaks NATS: names host and port', async () => {
  const reached = gate();
  const url = await listen(() => reached.resolve());

  const refusal = refusalAt(url);
  await reached.promise;
  await vi.advanceTimersByTimeAsync(WAIT_MS);

  expect(await refusal).toMatch(
    /^Nothing of NATS came from 127\.0\.0\.1, port \d+, within 5000 ms; .*name the right host/,
  );
});
