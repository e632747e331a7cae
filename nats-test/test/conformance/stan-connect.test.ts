import { expect } from 'vitest';

import { wire } from '../support/stan-wire';
import { conformance } from './behaviour';
import { requestConnect, uniqueId } from './stan-client';

const behaviour = conformance('stan-connect');

const INVALID_CLIENT_ID =
  'stan: invalid clientID: only alphanumeric and `-` or `_` characters allowed';

behaviour(
  'the answer names the subjects for every request, with one random id in all but the pings',
  async ({ stan }) => {
    const { server } = await stan();

    const id =
      /^_STAN\.pub\.([0-9A-Za-z]{22})$/.exec(server.pubPrefix)?.[1] ?? 'no id in pubPrefix';
    expect(server).toMatchObject({
      subRequests: `_STAN.sub.${id}`,
      unsubRequests: `_STAN.unsub.${id}`,
      subCloseRequests: `_STAN.subclose.${id}`,
      closeRequests: `_STAN.close.${id}`,
      pingRequests: '_STAN.discover.ticketing.pings',
    });
  },
);

behaviour('every client of a server gets the same subjects', async ({ stan }) => {
  const one = await stan();
  const other = await stan();

  expect(other.server).toEqual(one.server);
});

behaviour('a protocol 1 client gets its own ping settings back', async ({ stan }) => {
  const { server } = await stan({ request: { pingInterval: 7, pingMaxOut: 11 } });

  expect(server).toMatchObject({
    protocol: 1,
    pingInterval: 7,
    pingMaxOut: 11,
    error: '',
    publicKey: '',
  });
});

for (const [pingInterval, pingMaxOut] of [
  [0, 0],
  [-1, -5],
  [2_147_483_647, 1],
] as const) {
  behaviour(
    `ping settings are not checked: interval ${pingInterval}, max out ${pingMaxOut}`,
    async ({ stan }) => {
      const { server } = await stan({ request: { pingInterval, pingMaxOut } });

      expect(server).toMatchObject({ pingInterval, pingMaxOut });
    },
  );
}

behaviour(
  'a protocol 0 client hears nothing of pings, but the protocol of the server',
  async ({ stan }) => {
    const { server } = await stan({ request: { protocol: 0, connID: Buffer.alloc(0) } });

    expect(server).toMatchObject({ protocol: 1, pingRequests: '', pingInterval: 0, pingMaxOut: 0 });
  },
);

behaviour('a client of a later protocol is answered as one of protocol 1', async ({ stan }) => {
  const { server } = await stan({ request: { protocol: 2 } });

  expect(server).toMatchObject({ protocol: 1, pingRequests: '_STAN.discover.ticketing.pings' });
});

behaviour('another cluster ID has no answer', async ({ nats }) => {
  const client = await nats();

  const request = requestConnectWithin(client.request.bind(client), '_STAN.discover.other');

  await expect(request).rejects.toThrow('an answer on _STAN.discover.other');
});

function requestConnectWithin(
  request: (subject: string, payload: Uint8Array, withinMs: number) => Promise<Buffer>,
  subject: string,
): Promise<Buffer> {
  const bytes = wire.connectRequest.encode({
    clientID: uniqueId('client'),
    heartbeatInbox: 'inbox',
  });
  return request(subject, bytes, 300);
}

for (const clientID of ['a', 'A-b_C-1', '-', '_', '0', 'x'.repeat(1000)]) {
  behaviour(
    `client ID ${clientID.slice(0, 10)} of ${clientID.length} letters is taken`,
    async ({ target, nats }) => {
      const answer = await requestConnect(await nats(), target.clusterId, {
        clientID,
        heartbeatInbox: 'inbox',
      });

      expect(answer.error).toBe('');
    },
  );
}

for (const clientID of ['', 'a.b', 'a b', 'a:b', 'a/b', 'a*', '>', 'ü', 'a\n']) {
  behaviour(`client ID ${JSON.stringify(clientID)} is refused`, async ({ target, nats }) => {
    const answer = await requestConnect(await nats(), target.clusterId, {
      clientID,
      heartbeatInbox: 'inbox',
    });

    expect(answer.error).toBe(INVALID_CLIENT_ID);
  });
}

behaviour('a refusal holds nothing but the error', async ({ target, nats }) => {
  const client = await nats();
  const request = wire.connectRequest.encode({
    clientID: 'a.b',
    heartbeatInbox: 'inbox',
    protocol: 1,
  });

  const bytes = await client.request(`_STAN.discover.${target.clusterId}`, request);

  expect(bytes).toEqual(wire.connectResponse.encode({ error: INVALID_CLIENT_ID }));
});

behaviour(
  'a connect request without heartbeat inbox is refused, before the client ID is looked at',
  async ({ target, nats }) => {
    const answer = await requestConnect(await nats(), target.clusterId, { clientID: 'a.b' });

    expect(answer.error).toBe('stan: invalid connection request');
  },
);

behaviour('a connect request that is no protobuf is refused', async ({ target, nats }) => {
  const bytes = await (await nats()).request(`_STAN.discover.${target.clusterId}`, 'garbage');

  expect(wire.connectResponse.decode(bytes).error).toBe('stan: invalid connection request');
});

behaviour('an empty connect request is refused', async ({ target, nats }) => {
  const bytes = await (await nats()).request(`_STAN.discover.${target.clusterId}`, '');

  expect(wire.connectResponse.decode(bytes).error).toBe('stan: invalid connection request');
});

behaviour('fields that the server does not know are no error', async ({ target, nats }) => {
  const known = wire.connectRequest.encode({
    clientID: uniqueId('client'),
    heartbeatInbox: 'inbox',
    protocol: 1,
  });
  // Field 200, a string.
  const unknown = Buffer.from([0xc2, 0x0c, 0x02, 0x68, 0x69]);

  const bytes = await (
    await nats()
  ).request(`_STAN.discover.${target.clusterId}`, Buffer.concat([known, unknown]));

  expect(wire.connectResponse.decode(bytes).error).toBe('');
});

behaviour('a refused client may come again with a good request', async ({ target, nats }) => {
  const client = await nats();
  const clientID = uniqueId('client');
  await requestConnect(client, target.clusterId, { clientID });

  const answer = await requestConnect(client, target.clusterId, {
    clientID,
    heartbeatInbox: 'inbox',
  });

  expect(answer.error).toBe('');
});

behaviour('several clients may share a NATS connection', async ({ target, nats }) => {
  const shared = await nats();

  for (const clientID of ['one', 'two', 'three']) {
    const answer = await requestConnect(shared, target.clusterId, {
      clientID,
      heartbeatInbox: `inbox.${clientID}`,
    });
    expect(answer.error).toBe('');
  }
});
