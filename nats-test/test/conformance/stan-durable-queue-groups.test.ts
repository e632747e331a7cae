import { expect } from 'vitest';

import { StartPosition } from '../support/stan-wire';
import { conformance } from './behaviour';
import { sequencesOf } from './stan-client';

const behaviour = conformance('stan-durable-queue-groups');

const MEMBER = { qGroup: 'q', durableName: 'd' };

behaviour(
  'members of several clients form one group: the client ID is no part of its name',
  async ({ stan, settled }) => {
    const [one, other] = [await stan(), await stan()];
    const members = [await one.subscribe('a', MEMBER), await other.subscribe('a', MEMBER)];

    await one.publishAll('a', ['1', '2', '3', '4']);
    await settled(one, other);

    expect(members.map((member) => sequencesOf(member.deliveries))).toEqual([
      [1, 3],
      [2, 4],
    ]);
  },
);

behaviour('one client may have several members: that is no duplicate durable', async ({ stan }) => {
  const client = await stan();
  await client.subscribe('a', MEMBER);

  await client.subscribe('a', MEMBER);
});

behaviour('after the last close the group goes on where it was', async ({ stan }) => {
  const client = await stan();
  const before = await client.subscribe('a', MEMBER);
  await client.publish('a', '1');
  before.ack((await before.next()).sequence);
  await before.close();
  await client.publishAll('a', ['2', '3']);

  const after = await client.subscribe('a', MEMBER);

  expect(await after.takeSequences(2)).toEqual([2, 3]);
});

behaviour('the group may be resumed by another client', async ({ stan }) => {
  const [before, after] = [await stan(), await stan()];
  await before.subscribe('a', MEMBER);
  await before.close();
  await after.publish('a');

  expect(await (await after.subscribe('a', MEMBER)).takeSequences(1)).toEqual([1]);
});

behaviour('after the last unsubscribe the group is forgotten', async ({ stan, settled }) => {
  const client = await stan();
  await (await client.subscribe('a', MEMBER)).unsubscribe();
  await client.publish('a');

  const anew = await client.subscribe('a', MEMBER);
  await settled(client);

  expect(anew.deliveries).toHaveLength(0);
});

behaviour('an unsubscribe that is not the last one keeps the group', async ({ stan }) => {
  const client = await stan();
  const [leaves, stays] = [
    await client.subscribe('a', MEMBER),
    await client.subscribe('a', MEMBER),
  ];
  await leaves.unsubscribe();
  await stays.close();
  await client.publish('a');

  expect(await (await client.subscribe('a', MEMBER)).takeSequences(1)).toEqual([1]);
});

behaviour(
  "joiners' start positions are ignored, also the first one's on resume",
  async ({ stan, settled }) => {
    const client = await stan();
    await client.publishAll('a', ['1', '2']);
    const first = await client.subscribe('a', MEMBER);
    const joiner = await client.subscribe('a', { ...MEMBER, startPosition: StartPosition.first });
    await Promise.all([first.close(), joiner.close()]);

    const resumed = await client.subscribe('a', { ...MEMBER, startPosition: StartPosition.first });
    await settled(client);

    expect([...joiner.deliveries, ...resumed.deliveries]).toHaveLength(0);
  },
);

behaviour('on resume the pending messages come first, flagged as redelivered', async ({ stan }) => {
  const client = await stan();
  const before = await client.subscribe('a', MEMBER);
  await client.publishAll('a', ['1', '2']);
  await before.take(2);
  await before.close();
  await client.publish('a', '3');

  const after = await client.subscribe('a', MEMBER);

  expect((await after.take(3)).map(({ sequence, redelivered }) => [sequence, redelivered])).toEqual(
    [
      [1, true],
      [2, true],
      [3, false],
    ],
  );
});

behaviour(
  'what was pending with a member that leaves goes to the others',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const [leaves, stays] = [
      await client.subscribe('a', MEMBER),
      await client.subscribe('a', MEMBER),
    ];
    await client.publishAll('a', ['1', '2']);
    await Promise.all([leaves.take(1), stays.take(1)]);
    await leaves.close();

    await target.elapse(250);
    await settled(client);

    expect(sequencesOf(stays.deliveries)).toEqual([1]);
  },
);

behaviour('a group without durable name of the same queue is another group', async ({ stan }) => {
  const client = await stan();
  const [durable, plain] = [
    await client.subscribe('a', MEMBER),
    await client.subscribe('a', { qGroup: 'q' }),
  ];

  await client.publish('a');

  expect(await durable.takeSequences(1)).toEqual([1]);
  expect(await plain.takeSequences(1)).toEqual([1]);
});

behaviour(
  'a queue named durable:queue without durable name joins that durable group',
  async ({ stan, settled }) => {
    const client = await stan();
    const members = [
      await client.subscribe('a', MEMBER),
      await client.subscribe('a', { qGroup: 'd:q' }),
    ];

    await client.publishAll('a', ['1', '2']);
    await settled(client);

    expect(members.map((member) => sequencesOf(member.deliveries))).toEqual([[1], [2]]);
  },
);

behaviour('two durable names on one queue are two groups', async ({ stan }) => {
  const client = await stan();
  const [one, other] = [
    await client.subscribe('a', { qGroup: 'q', durableName: 'd1' }),
    await client.subscribe('a', { qGroup: 'q', durableName: 'd2' }),
  ];

  await client.publish('a');

  expect(await one.takeSequences(1)).toEqual([1]);
  expect(await other.takeSequences(1)).toEqual([1]);
});
