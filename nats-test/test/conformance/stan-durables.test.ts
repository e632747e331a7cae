import { expect } from 'vitest';

import { StartPosition } from '../support/stan-wire';
import { conformance } from './behaviour';
import { sequencesOf, textsOf } from './stan-client';

const behaviour = conformance('stan-durables');

const DURABLE = { durableName: 'd' };

behaviour(
  'after close a durable goes on where it was: what came in between is delivered',
  async ({ stan }) => {
    const client = await stan();
    const before = await client.subscribe('a', DURABLE);
    await client.publish('a', '1');
    before.ack((await before.next()).sequence);
    await before.close();
    await client.publishAll('a', ['2', '3']);

    const after = await client.subscribe('a', DURABLE);

    expect(
      (await after.take(2)).map(({ sequence, redelivered }) => [sequence, redelivered]),
    ).toEqual([
      [2, false],
      [3, false],
    ]);
  },
);

behaviour('after unsubscribe a durable is forgotten and starts anew', async ({ stan, settled }) => {
  const client = await stan();
  const before = await client.subscribe('a', DURABLE);
  await before.unsubscribe();
  await client.publish('a', '1');

  const after = await client.subscribe('a', DURABLE);
  await settled(client);

  expect(after.deliveries).toHaveLength(0);
});

behaviour('a durable survives its client: the next one of that ID resumes it', async ({ stan }) => {
  const before = await stan({ clientId: 'comes-back' });
  const publisher = await stan();
  await before.subscribe('a', DURABLE);
  await before.close();
  await publisher.publish('a', 'missed');

  const after = await (await stan({ clientId: 'comes-back' })).subscribe('a', DURABLE);

  expect(textsOf(await after.take(1))).toEqual(['missed']);
});

behaviour('a live durable is taken: stan: duplicate durable registration', async ({ stan }) => {
  const client = await stan();
  const first = await client.subscribe('a', DURABLE);

  await expect(client.subscribe('a', DURABLE)).rejects.toThrow(
    'stan: duplicate durable registration',
  );

  await client.publish('a');
  expect(await first.takeSequences(1)).toEqual([1]);
});

behaviour('one durable name serves for each client, channel and name', async ({ stan }) => {
  const [one, other] = [await stan(), await stan()];
  await one.subscribe('a', { durableName: 'd' });

  await one.subscribe('b', { durableName: 'd' });
  await one.subscribe('a', { durableName: 'e' });
  await other.subscribe('a', { durableName: 'd' });
});

behaviour(
  'on resume the pending messages come first, flagged and counted as redelivered',
  async ({ stan }) => {
    const client = await stan();
    const before = await client.subscribe('a', DURABLE);
    await client.publishAll('a', ['1', '2', '3']);
    await before.take(3);
    before.ack(2);
    await before.close();
    await client.publish('a', '4');

    const after = await client.subscribe('a', DURABLE);

    const deliveries = await after.take(3);
    expect(
      deliveries.map(({ sequence, redelivered, redeliveryCount }) => [
        sequence,
        redelivered,
        redeliveryCount,
      ]),
    ).toEqual([
      [1, true, 1],
      [3, true, 1],
      [4, false, 0],
    ]);
  },
);

behaviour('on resume the start position is ignored', async ({ stan, settled }) => {
  const client = await stan();
  await client.publishAll('a', ['1', '2']);
  const before = await client.subscribe('a', DURABLE);
  await client.publish('a', '3');
  before.ack((await before.next()).sequence);
  await before.close();

  const after = await client.subscribe('a', { ...DURABLE, startPosition: StartPosition.first });
  await settled(client);

  expect(after.deliveries).toHaveLength(0);
});

behaviour('on resume the new max in flight counts', async ({ stan, settled }) => {
  const client = await stan();
  const before = await client.subscribe('a', { ...DURABLE, maxInFlight: 10 });
  await before.close();
  await client.publishAll('a', ['1', '2', '3']);

  const after = await client.subscribe('a', { ...DURABLE, maxInFlight: 1 });
  await settled(client);

  expect(sequencesOf(after.deliveries)).toEqual([1]);
});

behaviour(
  'pending messages are redelivered on resume although they are more than the new max in flight',
  async ({ stan, settled }) => {
    const client = await stan();
    const before = await client.subscribe('a', DURABLE);
    await client.publishAll('a', ['1', '2', '3']);
    await before.take(3);
    await before.close();
    await client.publish('a', '4');

    const after = await client.subscribe('a', { ...DURABLE, maxInFlight: 1 });
    await settled(client);
    expect(sequencesOf(after.deliveries)).toEqual([1, 2, 3]);
    for (const sequence of [1, 2, 3]) after.ack(sequence);
    await settled(client);

    expect(sequencesOf(after.deliveries)).toEqual([1, 2, 3, 4]);
  },
);

behaviour('on resume the new ack wait counts', async ({ target, stan, settled }) => {
  const client = await stan();
  const before = await client.subscribe('a', { ...DURABLE, ackWaitInSecs: 30 });
  await before.close();
  const after = await client.subscribe('a', { ...DURABLE, ackWaitInSecs: 1 });
  await client.publish('a');
  await after.next();

  await target.elapse(1200);
  await settled(client);

  expect(sequencesOf(after.deliveries)).toEqual([1]);
});

behaviour('on resume the inbox is the new one, and so is the ack inbox', async ({ stan }) => {
  const client = await stan();
  const before = await client.subscribe('a', DURABLE);
  await before.close();

  const after = await client.subscribe('a', DURABLE);

  expect(after.ackInbox).not.toBe(before.ackInbox);
  await client.publish('a');
  expect(await after.takeSequences(1)).toEqual([1]);
  expect(before.deliveries).toHaveLength(0);
});

behaviour(
  'what is redelivered on resume comes again after the ack wait, and the count goes up',
  async ({ target, stan }) => {
    const client = await stan();
    const before = await client.subscribe('a', { ...DURABLE, ackWaitInSecs: 1 });
    await client.publish('a');
    await before.next();
    await before.close();
    const after = await client.subscribe('a', { ...DURABLE, ackWaitInSecs: 1 });
    expect((await after.next()).redeliveryCount).toBe(1);

    // The old expiry is moved on by one ack wait, so the second redelivery may take up to two.
    await target.elapse(2200);

    expect((await after.next()).redeliveryCount).toBe(2);
  },
);

behaviour('an offline durable gets no redeliveries', async ({ target, stan, settled }) => {
  const client = await stan();
  const before = await client.subscribe('a', { ...DURABLE, ackWaitInSecs: 1 });
  await client.publish('a');
  await before.next();
  await before.close();

  await target.elapse(1300);
  await settled(client);

  expect(before.deliveries).toHaveLength(0);
});

behaviour('an ack to an offline durable is lost', async ({ stan, settled }) => {
  const client = await stan();
  const before = await client.subscribe('a', DURABLE);
  await client.publish('a');
  const { sequence } = await before.next();
  await before.close();
  before.ack(sequence);
  await settled(client);

  const after = await client.subscribe('a', DURABLE);

  expect(await after.takeSequences(1)).toEqual([1]);
});

behaviour("an offline durable can't be unsubscribed", async ({ stan }) => {
  const client = await stan();
  const durable = await client.subscribe('a', DURABLE);
  await durable.close();

  expect((await durable.unsubscribe()).subarray(2).toString()).toBe('stan: invalid subscription');
});

behaviour(
  'after the unsubscribe of a resumed durable it starts anew',
  async ({ stan, settled }) => {
    const client = await stan();
    await (await client.subscribe('a', DURABLE)).close();
    await (await client.subscribe('a', DURABLE)).unsubscribe();
    await client.publish('a');

    const anew = await client.subscribe('a', DURABLE);
    await settled(client);

    expect(anew.deliveries).toHaveLength(0);
  },
);

behaviour('a durable takes its start position the first time', async ({ stan }) => {
  const client = await stan();
  await client.publishAll('a', ['1', '2', '3']);

  const durable = await client.subscribe('a', {
    ...DURABLE,
    startPosition: StartPosition.sequence,
    startSequence: 2,
  });

  expect(await durable.takeSequences(2)).toEqual([2, 3]);
});

behaviour(
  'a durable that a client leaves open is offline after the client closed, and resumes',
  async ({ stan }) => {
    const before = await stan({ clientId: 'comes-back' });
    const durable = await before.subscribe('a', DURABLE);
    await before.publish('a', '1');
    await durable.next();
    await before.close();

    const after = await (await stan({ clientId: 'comes-back' })).subscribe('a', DURABLE);

    expect(await after.next()).toMatchObject({ sequence: 1, redelivered: true });
  },
);
