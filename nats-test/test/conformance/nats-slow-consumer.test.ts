import { expect } from 'vitest';

import { conformance } from './behaviour';

const behaviour = conformance('nats-slow-consumer');

const MEBIBYTE = 1_048_576;

behaviour('a client that stops reading does not hold up the others', async ({ nats }) => {
  const [frozen, healthy, publisher] = await Promise.all([nats(), nats(), nats()]);
  let received = 0;
  frozen.subscribe('bulk', () => undefined);
  healthy.subscribe('bulk', () => {
    received++;
  });
  await Promise.all([frozen.flush(), healthy.flush()]);
  frozen.freeze();

  for (let count = 0; count < 20; count++) publisher.publish('bulk', Buffer.alloc(MEBIBYTE));
  await publisher.flush();
  await healthy.flush();

  expect(received).toBe(20);
});

behaviour(
  'a client that stops reading is cut off when more than 64 MiB wait for it',
  async ({ nats }) => {
    const [frozen, publisher] = await Promise.all([nats(), nats()]);
    frozen.subscribe('bulk', () => undefined);
    await frozen.flush();
    frozen.freeze();

    // What the sockets' own buffers hold does not count: send well over the limit.
    for (let count = 0; count < 90; count++) publisher.publish('bulk', Buffer.alloc(MEBIBYTE));
    await publisher.flush();
    frozen.unfreeze();

    await frozen.readToEnd();
    expect(await publisher.flushLines()).toEqual([]);
  },
);
