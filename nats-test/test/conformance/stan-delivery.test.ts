import { expect } from 'vitest';

import { decodeMsgProto, StartPosition, wire } from '../support/stan-wire';
import { waitFor } from '../support/wait-for';
import { conformance } from './behaviour';
import { sequencesOf, StanClient, textsOf } from './stan-client';

const behaviour = conformance('stan-delivery');

behaviour(
  'a message reaches its subscriber before its publisher gets the ack',
  async ({ stan }) => {
    const client = await stan();
    const order: string[] = [];
    client.nats.subscribe('inbox', () => order.push('message'));
    client.nats.subscribe('reply', () => order.push('ack'));
    await client.requestSubscription('a', { inbox: 'inbox' });

    for (let count = 0; count < 50; count++) {
      client.nats.publish(`${client.server.pubPrefix}.a`, client.encodePubMsg('a'), 'reply');
      // A publish of its own, so that the server can't put them into one batch.
      await client.publish('other');
    }

    expect(order).toEqual(Array.from({ length: 50 }, () => ['message', 'ack']).flat());
  },
);

behaviour('the answer to a subscription comes before its first message', async ({ stan }) => {
  const client = await stan();
  await client.publishAll(
    'a',
    Array.from({ length: 20 }, () => 'x'),
  );

  for (let count = 0; count < 20; count++) {
    const order: string[] = [];
    const inbox = `inbox.${count}`;
    client.nats.subscribe(inbox, () => order.push('message'));
    client.nats.subscribe(`reply.${count}`, () => order.push('answer'));
    client.nats.publish(
      client.server.subRequests,
      client.encodeSubscriptionRequest('a', { inbox, startPosition: StartPosition.first }),
      `reply.${count}`,
    );
    await waitFor('the answer and 20 messages', () => (order.length === 21 ? true : undefined));
    expect(order.indexOf('answer')).toBe(0);
  }
});

behaviour(
  'a first delivery has sequence, channel, data, timestamp and no other field',
  async ({ stan }) => {
    const client = await stan();
    const subscription = await client.subscribe('a');
    await client.publish('a', 'x');

    const { bytes, timestamp } = await subscription.next();

    // Tags of fields 1, 2, 4 and 5 in ascending order; the timestamp is a 9 byte varint in this century.
    expect(bytes.subarray(0, 9).toString('hex')).toBe(
      Buffer.from('\x08\x01\x12\x01a\x22\x01x\x28').toString('hex'),
    );
    expect(bytes).toHaveLength(18);
    expect(timestamp).toBeGreaterThan(1_600_000_000_000_000_000n);
  },
);

behaviour('timestamps are nanoseconds since 1970', async ({ target, stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a');
  await client.publish('a', '1');
  await target.elapse(300);
  await client.publish('a', '2');

  const [first, second] = await subscription.take(2);

  const apartMs = Number(((second?.timestamp ?? 0n) - (first?.timestamp ?? 0n)) / 1_000_000n);
  expect(apartMs).toBeGreaterThanOrEqual(295);
  expect(apartMs).toBeLessThan(2000);
});

behaviour('timestamps of a channel never fall', async ({ stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a');
  await client.publishAll(
    'a',
    Array.from({ length: 200 }, () => 'x'),
  );

  const timestamps = (await subscription.take(200)).map((delivery) => delivery.timestamp);

  expect(timestamps).toEqual(timestamps.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
});

behaviour('1,000 messages arrive once each, in the order of publishing', async ({ stan }) => {
  const publisher = await stan();
  const subscription = await (await stan()).subscribe('many', { maxInFlight: 2000 });
  const sent = Array.from({ length: 1000 }, (_, index) => `message ${index}`);

  await publisher.publishAll('many', sent);

  const received = await subscription.take(1000);
  expect(textsOf(received)).toEqual(sent);
  expect(sequencesOf(received)).toEqual(sent.map((_, index) => index + 1));
});

behaviour('acks of one publisher come in the order of its messages', async ({ stan }) => {
  const client = await stan();
  const acked: string[] = [];
  client.nats.subscribe('acks', (ack) => acked.push(wire.pubAck.decode(ack.payload).guid));
  const guids = Array.from({ length: 500 }, (_, index) => `guid ${index}`);

  for (const guid of guids) {
    client.nats.publish(
      `${client.server.pubPrefix}.a`,
      client.encodePubMsg('a', 'x', { guid }),
      'acks',
    );
  }

  await waitFor('500 acks', () => (acked.length === 500 ? true : undefined));
  expect(acked).toEqual(guids);
});

behaviour('channels have sequences of their own', async ({ stan }) => {
  const client = await stan();
  const [a, b] = [await client.subscribe('a'), await client.subscribe('b')];
  await client.publish('a', 'a1');
  await client.publish('b', 'b1');
  await client.publish('a', 'a2');

  expect((await a.take(2)).map(({ sequence, subject }) => [sequence, subject])).toEqual([
    [1, 'a'],
    [2, 'a'],
  ]);
  expect((await b.take(1)).map(({ sequence, subject }) => [sequence, subject])).toEqual([[1, 'b']]);
});

behaviour(
  'every plain subscription gets every message, even two of one client',
  async ({ stan }) => {
    const client = await stan();
    const subscriptions = [
      await client.subscribe('a'),
      await client.subscribe('a'),
      await (await stan()).subscribe('a'),
    ];

    await client.publish('a', 'x');

    for (const subscription of subscriptions)
      expect(await subscription.takeSequences(1)).toEqual([1]);
  },
);

behaviour(
  'two subscriptions may share an inbox: each sends its own copy',
  async ({ stan, settled }) => {
    const client = await stan();
    const sequences: number[] = [];
    client.nats.subscribe('shared', (message) =>
      sequences.push(decodeMsgProto(message.payload).sequence),
    );
    await client.requestSubscription('a', { inbox: 'shared' });
    await client.requestSubscription('a', { inbox: 'shared' });

    await client.publish('a');
    await settled(client);

    expect(sequences).toEqual([1, 1]);
  },
);

behaviour('a delivery has no NATS reply subject: acks go to the ack inbox', async ({ stan }) => {
  const client = await stan();
  const replies: string[] = [];
  client.nats.subscribe('inbox', (message) => replies.push(message.reply));
  await client.requestSubscription('a', { inbox: 'inbox' });

  await client.publish('a');
  await waitFor('the message', () => replies.at(0));

  expect(replies).toEqual(['']);
});

behaviour('a subscription gets messages of other clients', async ({ stan }) => {
  const subscription = await (await stan()).subscribe('a');

  await (await stan()).publish('a', 'from another');

  expect((await subscription.next()).data.toString()).toBe('from another');
});

behaviour('a wildcard of core NATS can listen to STAN traffic', async ({ nats, stan }) => {
  const listener = await nats();
  const subjects: string[] = [];
  listener.subscribe('_STAN.>', (message) =>
    subjects.push(message.subject.split('.').slice(0, 2).join('.')),
  );
  await listener.flush();

  await (await stan()).publish('a');
  await listener.flush();

  expect(subjects).toEqual(['_STAN.discover', '_STAN.pub']);
});

behaviour(
  'echo false does not keep a client from its own STAN messages',
  async ({ target, nats }) => {
    const client = await StanClient.connect(await nats({ echo: false }), target.clusterId);
    const subscription = await client.subscribe('a');

    await client.publish('a', 'mine');

    expect(textsOf(await subscription.take(1))).toEqual(['mine']);
  },
);

behaviour('a verbose and pedantic NATS connection serves STAN too', async ({ target, nats }) => {
  const connection = await nats({ verbose: true, pedantic: true });
  const client = await StanClient.connect(connection, target.clusterId);
  const subscription = await client.subscribe('a');
  await client.publish('a');
  expect(await subscription.takeSequences(1)).toEqual([1]);

  const lines = await connection.flushLines();

  expect(new Set(lines)).toEqual(new Set(['+OK']));
});

behaviour('messages of channels with many subscribers reach all of them', async ({ stan }) => {
  const client = await stan();
  const subscriptions = [];
  for (let count = 0; count < 50; count++) subscriptions.push(await client.subscribe('a'));

  await client.publishAll('a', ['1', '2', '3']);

  for (const subscription of subscriptions) {
    expect(await subscription.takeSequences(3)).toEqual([1, 2, 3]);
  }
});
