import { randomUUID } from 'node:crypto';

import { expect } from 'vitest';

import { StartPosition, wire } from '../support/stan-wire';
import { conformance } from './behaviour';
import { textsOf, uniqueId } from './stan-client';

const behaviour = conformance('stan-publish');

const REFUSED = 'stan: invalid publish request';

behaviour('a publish is answered with its own guid and nothing else', async ({ stan }) => {
  const client = await stan();
  const message = client.encodePubMsg('a', 'data', { guid: 'my guid' });

  const bytes = await client.nats.request(`${client.server.pubPrefix}.a`, message);

  expect(bytes).toEqual(wire.pubAck.encode({ guid: 'my guid' }));
});

behaviour('a guid is not remembered: the same one twice is two messages', async ({ stan }) => {
  const client = await stan();
  await client.publish('a', 'x', { guid: 'same' });
  await client.publish('a', 'x', { guid: 'same' });

  const subscription = await client.subscribe('a', { startPosition: StartPosition.first });

  expect(await subscription.takeSequences(2)).toEqual([1, 2]);
});

behaviour(
  'the channel is the one in the message, not the one in the NATS subject',
  async ({ stan }) => {
    const client = await stan();
    const subscription = await client.subscribe('inside');

    const message = client.encodePubMsg('inside', 'x');
    await client.nats.request(`${client.server.pubPrefix}.outside`, message);

    expect((await subscription.next()).subject).toBe('inside');
  },
);

behaviour('a publish without reply subject is stored and not answered', async ({ stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a');

  client.nats.publish(`${client.server.pubPrefix}.a`, client.encodePubMsg('a', 'quiet'));

  expect(textsOf(await subscription.take(1))).toEqual(['quiet']);
});

behaviour('a message may be empty', async ({ stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a');

  await client.publish('a', '');

  expect((await subscription.next()).data).toHaveLength(0);
});

behaviour('data comes out byte for byte', async ({ stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a');
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

  await client.publish('a', everyByte);

  expect((await subscription.next()).data).toEqual(everyByte);
});

behaviour('a message of one megabyte comes out whole', async ({ stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a');
  const large = Buffer.alloc(1_000_000, 'large');

  await client.publish('a', large);

  expect((await subscription.next()).data.equals(large)).toBe(true);
});

behaviour('the reply of a message is passed on', async ({ stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a');

  await client.publish('a', 'x', { reply: 'answer.here' });

  expect((await subscription.next()).reply).toBe('answer.here');
});

behaviour('a wrong sha256 is not looked at', async ({ stan }) => {
  const client = await stan();

  expect((await client.publish('a', 'x', { sha256: Buffer.from('wrong') })).error).toBe('');
});

behaviour(
  'fields that the server does not know are no error and are not passed on',
  async ({ stan }) => {
    const client = await stan();
    const subscription = await client.subscribe('a');
    const unknownField = Buffer.from([0xc2, 0x0c, 0x02, 0x68, 0x69]);
    const message = Buffer.concat([client.encodePubMsg('a', 'x'), unknownField]);

    const ack = wire.pubAck.decode(
      await client.nats.request(`${client.server.pubPrefix}.a`, message),
    );

    expect(ack.error).toBe('');
    expect((await subscription.next()).bytes.includes('hi')).toBe(false);
  },
);

behaviour('a client that gives no connection ID is known by its client ID', async ({ stan }) => {
  const client = await stan();

  expect((await client.publish('a', 'x', { connID: Buffer.alloc(0) })).error).toBe('');
});

behaviour('a protocol 0 client is known by its client ID', async ({ stan }) => {
  const client = await stan({ request: { protocol: 0, connID: Buffer.alloc(0) } });

  expect((await client.publish('a', 'x', { connID: Buffer.alloc(0) })).error).toBe('');
});

behaviour('with a connection ID the client ID does not matter', async ({ stan }) => {
  const client = await stan();

  expect((await client.publish('a', 'x', { clientID: 'somebody-else' })).error).toBe('');
});

behaviour('an unknown connection ID is refused, even with a good client ID', async ({ stan }) => {
  const client = await stan();

  expect(await client.publish('a', 'x', { guid: 'g', connID: Buffer.from(randomUUID()) })).toEqual({
    guid: 'g',
    error: REFUSED,
  });
});

behaviour('an unknown client ID without connection ID is refused', async ({ stan }) => {
  const client = await stan();

  const ack = await client.publish('a', 'x', {
    guid: 'g',
    clientID: uniqueId('nobody'),
    connID: Buffer.alloc(0),
  });

  expect(ack).toEqual({ guid: 'g', error: REFUSED });
});

behaviour('a message without guid is refused', async ({ stan }) => {
  const client = await stan();

  expect(await client.publish('a', 'x', { guid: '' })).toEqual({ guid: '', error: REFUSED });
});

behaviour('a message without channel is refused', async ({ stan }) => {
  const client = await stan();

  expect(await client.publish('a', 'x', { guid: 'g', subject: '' })).toEqual({
    guid: 'g',
    error: REFUSED,
  });
});

behaviour('a publish that is no protobuf is refused with an empty guid', async ({ stan }) => {
  const client = await stan();

  const bytes = await client.nats.request(
    `${client.server.pubPrefix}.a`,
    Buffer.from([0xff, 0xff, 0xff]),
  );

  expect(wire.pubAck.decode(bytes)).toEqual({ guid: '', error: REFUSED });
});

behaviour('a refused message is not stored', async ({ stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a');

  await client.publish('a', 'x', { guid: '' });
  await client.publish('a', 'good');
  await settled(client);

  expect(textsOf(subscription.deliveries)).toEqual(['good']);
  expect(subscription.deliveries[0]?.sequence).toBe(1);
});

behaviour('after close a client can no longer publish', async ({ stan }) => {
  const client = await stan();
  await client.close();

  expect((await client.publish('a')).error).toBe(REFUSED);
});

behaviour(
  'a publish may come over any NATS connection: only the connection ID counts',
  async ({ nats, stan }) => {
    const client = await stan();
    const other = await nats();

    const bytes = await other.request(
      `${client.server.pubPrefix}.a`,
      client.encodePubMsg('a', 'x', { guid: 'g' }),
    );

    expect(wire.pubAck.decode(bytes)).toEqual({ guid: 'g', error: '' });
  },
);

behaviour(
  'a publish over max_payload costs the NATS connection, not the client',
  async ({ nats, stan }) => {
    const client = await stan();
    const other = await nats();
    other.publish(
      `${client.server.pubPrefix}.a`,
      client.encodePubMsg('a', Buffer.alloc(1_048_576)),
    );
    expect(await other.readToEnd()).toEqual(["-ERR 'Maximum Payload Violation'"]);

    expect((await client.publish('a', 'small')).error).toBe('');
  },
);
