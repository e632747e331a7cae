import { expect } from 'vitest';

import { type SubscriptionRequest, StartPosition } from '../support/stan-wire';
import { conformance, type Stage } from './behaviour';

const behaviour = conformance('stan-start-position');

/**
 * Publishes 1 to 5 (or `count`), subscribes, publishes one more.
 *
 * @returns the sequences that the subscription gets
 */
async function sequencesFrom(
  stage: Stage,
  fields: SubscriptionRequest,
  count = 5,
): Promise<number[]> {
  const client = await stage.stan();
  await client.publishAll(
    'a',
    Array.from({ length: count }, (_, index) => `${index + 1}`),
  );
  const subscription = await client.subscribe('a', fields);
  await client.publish('a', 'one more');
  await stage.settled(client);
  return subscription.takeSequences(subscription.deliveries.length);
}

behaviour('new only: what was published before does not come', async (stage) => {
  expect(await sequencesFrom(stage, { startPosition: StartPosition.newOnly })).toEqual([6]);
});

behaviour('new only is the default', async (stage) => {
  expect(await sequencesFrom(stage, {})).toEqual([6]);
});

behaviour('last received: from the last message on', async (stage) => {
  expect(await sequencesFrom(stage, { startPosition: StartPosition.lastReceived })).toEqual([5, 6]);
});

behaviour('first: everything', async (stage) => {
  expect(await sequencesFrom(stage, { startPosition: StartPosition.first })).toEqual([
    1, 2, 3, 4, 5, 6,
  ]);
});

behaviour('sequence: from that one on, itself included', async (stage) => {
  expect(
    await sequencesFrom(stage, { startPosition: StartPosition.sequence, startSequence: 4 }),
  ).toEqual([4, 5, 6]);
});

behaviour('sequence 0 is the first', async (stage) => {
  expect(
    await sequencesFrom(stage, { startPosition: StartPosition.sequence, startSequence: 0 }),
  ).toEqual([1, 2, 3, 4, 5, 6]);
});

behaviour('a sequence just above the last is new only', async (stage) => {
  expect(
    await sequencesFrom(stage, { startPosition: StartPosition.sequence, startSequence: 6 }),
  ).toEqual([6]);
});

behaviour(
  'a sequence far above the last is new only: it does not wait for that one',
  async (stage) => {
    expect(
      await sequencesFrom(stage, { startPosition: StartPosition.sequence, startSequence: 1000 }),
    ).toEqual([6]);
  },
);

for (const [what, fields] of [
  ['last received', { startPosition: StartPosition.lastReceived }],
  ['first', { startPosition: StartPosition.first }],
  ['new only', { startPosition: StartPosition.newOnly }],
  ['sequence', { startPosition: StartPosition.sequence, startSequence: 3 }],
  ['time', { startPosition: StartPosition.timeDelta, startTimeDelta: 60_000_000_000 }],
] as const) {
  behaviour(`${what} on an empty channel: from its first message on`, async (stage) => {
    expect(await sequencesFrom(stage, fields, 0)).toEqual([1]);
  });
}

/** Publishes 1 and 2, lets a second go by, publishes 3, lets half a second go by, subscribes. */
async function sequencesSince(stage: Stage, startTimeDeltaNs: number): Promise<number[]> {
  const client = await stage.stan();
  await client.publishAll('a', ['1', '2']);
  await stage.target.elapse(1000);
  await client.publish('a', '3');
  await stage.target.elapse(500);
  const subscription = await client.subscribe('a', {
    startPosition: StartPosition.timeDelta,
    startTimeDelta: startTimeDeltaNs,
  });
  await stage.settled(client);
  await client.publish('a', '4');
  await stage.settled(client);
  return subscription.takeSequences(subscription.deliveries.length);
}

const NS_PER_MS = 1_000_000;

behaviour('time: from the first message at or after that moment', async (stage) => {
  expect(await sequencesSince(stage, 1000 * NS_PER_MS)).toEqual([3, 4]);
});

behaviour('a time before the first message is the first', async (stage) => {
  expect(await sequencesSince(stage, 3_600_000 * NS_PER_MS)).toEqual([1, 2, 3, 4]);
});

behaviour('a time after the last message is new only', async (stage) => {
  expect(await sequencesSince(stage, 200 * NS_PER_MS)).toEqual([4]);
});

behaviour('a time of now is new only', async (stage) => {
  expect(await sequencesSince(stage, 0)).toEqual([4]);
});

behaviour('a time in the future is new only', async (stage) => {
  expect(await sequencesSince(stage, -3_600_000 * NS_PER_MS)).toEqual([4]);
});

behaviour(
  'what is there already comes before what is published later, without a gap',
  async ({ stan }) => {
    const client = await stan();
    await client.publishAll(
      'a',
      Array.from({ length: 100 }, () => 'before'),
    );
    const subscription = await client.subscribe('a', { startPosition: StartPosition.first });
    await client.publishAll(
      'a',
      Array.from({ length: 100 }, () => 'after'),
    );

    expect(await subscription.takeSequences(200)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
  },
);
