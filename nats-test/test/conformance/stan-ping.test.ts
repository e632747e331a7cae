import { randomUUID } from 'node:crypto';

import { expect } from 'vitest';

import { wire } from '../support/stan-wire';
import { conformance } from './behaviour';

const behaviour = conformance('stan-ping');

const UNKNOWN = 'client has been replaced or is no longer registered';

behaviour('a ping is answered with an empty message', async ({ stan }) => {
  expect(await (await stan()).ping()).toHaveLength(0);
});

behaviour(
  'a ping with an unknown connection ID: the client has been replaced',
  async ({ stan }) => {
    const answer = await (await stan()).ping(Buffer.from(randomUUID()));

    expect(answer).toEqual(wire.pingResponse.encode({ error: UNKNOWN }));
  },
);

behaviour('a ping after close: the client is no longer registered', async ({ stan }) => {
  const client = await stan();
  await client.close();

  expect(wire.pingResponse.decode(await client.ping()).error).toBe(UNKNOWN);
});

behaviour(
  'a ping with an empty connection ID field: the client is not known by it',
  async ({ stan }) => {
    const client = await stan();
    // Field 1 is there, with no bytes.
    const answer = await client.nats.request(client.server.pingRequests, Buffer.from([0x0a, 0x00]));

    expect(wire.pingResponse.decode(answer).error).toBe(UNKNOWN);
  },
);

for (const [what, bytes] of [
  ['an empty ping', ''],
  ['a ping that is no protobuf', 'garbage'],
] as const) {
  behaviour(`${what} is not answered`, async ({ stan }) => {
    const client = await stan();

    await expect(client.nats.request(client.server.pingRequests, bytes, 200)).rejects.toThrow(
      'an answer',
    );
  });
}

behaviour('a client may ping as often as it likes', async ({ stan }) => {
  const client = await stan();

  const answers = await Promise.all(Array.from({ length: 100 }, () => client.ping()));

  expect(answers.every((answer) => answer.length === 0)).toBe(true);
});
