import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';

import { listenOn } from '../../../src/server/net/tcp-listener';

test('a connection that cannot be accepted does not end the process', async () => {
  const server = createServer();
  onTestFinished(() => {
    server.close();
  });
  await listenOn(server, '127.0.0.1', 0);

  // What Node does then. An error that nobody listens for is thrown.
  expect(() => server.emit('error', new Error('accept ENOBUFS'))).not.toThrow();
});
