import { once } from 'node:events';
import { createServer } from 'node:net';

import { expect, test } from 'vitest';

import { seededRandom } from '../../../src/base/random';
import { freePorts } from '../../../src/harness/target/free-ports';

test('free ports are different ones, and can be listened on', async () => {
  const ports = await freePorts(9, seededRandom(1));
  expect(new Set(ports).size).toBe(9);
  for (const port of ports) {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
  }
});

test('a port that somebody listens on is none of them', async () => {
  const seed = 2;
  const [taken = 0] = await freePorts(1, seededRandom(seed));
  const other = createServer();
  other.listen(taken, '127.0.0.1');
  await once(other, 'listening');
  const [port = taken] = await freePorts(1, seededRandom(seed));
  other.close();
  expect(port).not.toBe(taken);
});

test('where no port is free that is told, and not looked for for ever', async () => {
  // An address for documentation (RFC 5737), which no machine has.
  await expect(freePorts(1, seededRandom(3), '192.0.2.1')).rejects.toThrow(
    'no port on 192.0.2.1 can be listened on',
  );
});
