import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { breakOff } from '../../../src/harness/faults/break-off';

/** Both ends of a connection. */
async function openPair(): Promise<[Socket, Socket]> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const one = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[other]] = (await Promise.all([once(server, 'connection'), once(one, 'connect')])) as [
    [Socket],
    unknown,
  ];
  onTestFinished(() => {
    for (const socket of [one, other]) socket.destroy();
    server.close();
  });
  return [one, other];
}

test('the other end is told that it broke', async () => {
  const [one, other] = await openPair();
  const told = once(other, 'error');
  other.resume();
  breakOff(one);
  expect(((await told) as [NodeJS.ErrnoException])[0].code).toBe('ECONNRESET');
});

test('a socket whose end is under way is closed all the same', async () => {
  const [one, other] = await openPair();
  other.on('error', () => undefined);
  one.end();
  // From the next tick on until the one after that the system is about it.
  await new Promise(process.nextTick);
  const closed = once(one, 'close');
  breakOff(one);
  await closed;
});
