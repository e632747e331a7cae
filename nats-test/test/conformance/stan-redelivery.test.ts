import { expect } from 'vitest';

import { StartPosition } from '../support/stan-wire';
import { conformance } from './behaviour';
import { sequencesOf } from './stan-client';

const behaviour = conformance('stan-redelivery');

behaviour(
  'what is not acked within the ack wait comes again, not before',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    await client.publish('a', 'x');
    await subscription.next();

    await target.elapse(850);
    expect(subscription.deliveries).toHaveLength(0);
    await target.elapse(250);
    await settled(client);

    expect(subscription.deliveries).toHaveLength(1);
  },
);

behaviour(
  'a redelivery is flagged and counted, and is the same message otherwise',
  async ({ target, stan }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    await client.publish('a', 'x', { reply: 'r' });
    const first = await subscription.next();
    await target.elapse(1100);

    const again = await subscription.next();

    expect(first).toMatchObject({ redelivered: false, redeliveryCount: 0 });
    expect(again).toMatchObject({ redelivered: true, redeliveryCount: 1 });
    // Fields 6 and 7 at the end are all that is new.
    expect(again.bytes).toEqual(
      Buffer.concat([first.bytes, Buffer.from([0x30, 0x01, 0x38, 0x01])]),
    );
  },
);

behaviour(
  'it comes again and again, every ack wait, and the count goes up',
  async ({ target, stan }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    await client.publish('a', 'x');
    await subscription.next();

    await target.elapse(3300);

    const counts = (await subscription.take(3)).map((delivery) => delivery.redeliveryCount);
    expect(counts).toEqual([1, 2, 3]);
    expect(subscription.deliveries).toHaveLength(0);
  },
);

behaviour('what is acked in time does not come again', async ({ target, stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
  await client.publish('a', 'x');
  subscription.ack((await subscription.next()).sequence);
  await settled(client);

  await target.elapse(1300);

  expect(subscription.deliveries).toHaveLength(0);
});

behaviour('an ack after a redelivery ends the redeliveries', async ({ target, stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
  await client.publish('a', 'x');
  await subscription.next();
  await target.elapse(1100);
  subscription.ack((await subscription.next()).sequence);
  await settled(client);

  await target.elapse(1300);

  expect(subscription.deliveries).toHaveLength(0);
});

behaviour(
  'only what is not acked comes again, in the order of sequences',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    await client.publishAll('a', ['1', '2', '3', '4', '5']);
    await subscription.take(5);
    subscription.ack(4);
    subscription.ack(2);
    await settled(client);

    await target.elapse(1200);
    await settled(client);

    expect(sequencesOf(subscription.deliveries)).toEqual([1, 3, 5]);
  },
);

behaviour('each message has an ack wait of its own', async ({ target, stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
  await client.publish('a', '1');
  await target.elapse(500);
  await client.publish('a', '2');
  await subscription.take(2);

  await target.elapse(650);
  await settled(client);
  expect(sequencesOf(subscription.deliveries)).toEqual([1]);
  await target.elapse(450);
  await settled(client);

  expect(sequencesOf(subscription.deliveries)).toEqual([1, 2]);
});

behaviour('ack waits of two subscriptions differ', async ({ target, stan, settled }) => {
  const client = await stan();
  const quick = await client.subscribe('a', { ackWaitInSecs: 1 });
  const slow = await client.subscribe('a', { ackWaitInSecs: 2 });
  await client.publish('a', 'x');
  await Promise.all([quick.next(), slow.next()]);

  await target.elapse(1500);
  await settled(client);
  expect([quick.deliveries.length, slow.deliveries.length]).toEqual([1, 0]);
  await target.elapse(700);
  await settled(client);

  expect([quick.deliveries.length, slow.deliveries.length]).toEqual([2, 1]);
});

behaviour('the count is kept per subscription', async ({ target, stan }) => {
  const client = await stan();
  const early = await client.subscribe('a', { ackWaitInSecs: 1 });
  await client.publish('a', 'x');
  await early.next();
  await target.elapse(1100);
  await early.next();

  const late = await client.subscribe('a', {
    ackWaitInSecs: 1,
    startPosition: StartPosition.first,
  });
  expect((await late.next()).redelivered).toBe(false);
  await target.elapse(1200);

  expect((await late.next()).redeliveryCount).toBe(1);
  expect((await early.next()).redeliveryCount).toBe(2);
});

behaviour('a redelivery does not hold back new messages', async ({ target, stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
  await client.publish('a', '1');
  await subscription.next();
  await target.elapse(1100);
  await subscription.next();

  await client.publish('a', '2');

  expect(await subscription.next()).toMatchObject({ sequence: 2, redelivered: false });
});

behaviour('a second ack for the same message is ignored', async ({ target, stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
  await client.publish('a', 'x');
  await subscription.next();
  subscription.ack(1);
  subscription.ack(1);
  await settled(client);

  await client.publish('a', 'y');

  expect(await subscription.takeSequences(1)).toEqual([2]);
  await target.elapse(1200);
  expect(await subscription.takeSequences(1)).toEqual([2]);
});

behaviour(
  'acks for sequences that were never delivered are ignored',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    await client.publish('a', 'x');
    await subscription.next();
    subscription.ack(0);
    subscription.ack(2);
    subscription.ack(1_000_000);
    await settled(client);

    await target.elapse(1200);

    expect(await subscription.takeSequences(1)).toEqual([1]);
  },
);

behaviour(
  'an ack that came before its message does not count',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    subscription.ack(1);
    await settled(client);
    await client.publish('a', 'x');
    await subscription.next();

    await target.elapse(1200);

    expect(await subscription.takeSequences(1)).toEqual([1]);
  },
);

behaviour(
  'an ack of one plain subscription does not count for another',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const [acks, silent] = [
      await client.subscribe('a', { ackWaitInSecs: 1 }),
      await client.subscribe('a', { ackWaitInSecs: 1 }),
    ];
    await client.publish('a', 'x');
    await Promise.all([acks.next(), silent.next()]);
    acks.ack(1);
    await settled(client);

    await target.elapse(1200);
    await settled(client);

    expect([acks.deliveries.length, silent.deliveries.length]).toEqual([0, 1]);
  },
);

behaviour(
  'an ack from another client counts: the ack inbox is all that matters',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const other = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    await client.publish('a', 'x');
    const { sequence } = await subscription.next();
    other.nats.publish(subscription.ackInbox, Buffer.from([0x0a, 0x01, 0x61, 0x10, sequence]));
    await settled(other, client);

    await target.elapse(1200);

    expect(subscription.deliveries).toHaveLength(0);
  },
);

behaviour('an ack that names another channel is ignored', async ({ target, stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
  await client.publish('a', 'x');
  await client.publish('b', 'x');
  const { sequence } = await subscription.next();
  subscription.ack(sequence, 'b');
  subscription.ack(sequence, 'no-such-channel');
  await settled(client);

  await target.elapse(1200);

  expect(await subscription.takeSequences(1)).toEqual([1]);
});

behaviour('an ack that is no protobuf is ignored', async ({ target, stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
  await client.publish('a', 'x');
  await subscription.next();
  client.nats.publish(subscription.ackInbox, 'garbage');
  client.nats.publish(subscription.ackInbox, '');
  await settled(client);

  await target.elapse(1200);

  expect(await subscription.takeSequences(1)).toEqual([1]);
});

behaviour('an ack has no answer', async ({ stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a');
  await client.publish('a', 'x');
  await subscription.next();

  const answer = client.nats.request(
    subscription.ackInbox,
    Buffer.from([0x0a, 0x01, 0x61, 0x10, 0x01]),
    200,
  );

  await expect(answer).rejects.toThrow('an answer');
});
