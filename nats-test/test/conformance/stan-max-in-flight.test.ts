import { expect } from 'vitest';

import { StartPosition } from '../support/stan-wire';
import { conformance } from './behaviour';
import { sequencesOf } from './stan-client';

const behaviour = conformance('stan-max-in-flight');

behaviour('no more than max in flight wait for their acks', async ({ stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { maxInFlight: 3 });

  await client.publishAll('a', ['1', '2', '3', '4', '5']);
  await settled(client);

  expect(sequencesOf(subscription.deliveries)).toEqual([1, 2, 3]);
});

behaviour('every ack lets one more through', async ({ stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { maxInFlight: 2 });
  await client.publishAll('a', ['1', '2', '3', '4']);
  await subscription.take(2);

  subscription.ack(1);
  await settled(client);
  expect(sequencesOf(subscription.deliveries)).toEqual([1, 2, 3].slice(2));
  subscription.ack(3);
  await settled(client);

  expect(sequencesOf(subscription.deliveries)).toEqual([3, 4]);
});

behaviour('with max in flight 1 messages come one by one, in order', async ({ stan }) => {
  const client = await stan();
  await client.publishAll('a', ['1', '2', '3', '4', '5']);
  const subscription = await client.subscribe('a', {
    maxInFlight: 1,
    startPosition: StartPosition.first,
  });

  for (const sequence of [1, 2, 3, 4, 5]) {
    expect(await subscription.takeSequences(1)).toEqual([sequence]);
    subscription.ack(sequence);
  }
});

behaviour('what was published before counts as well', async ({ stan, settled }) => {
  const client = await stan();
  await client.publishAll('a', ['1', '2', '3']);
  const subscription = await client.subscribe('a', {
    maxInFlight: 2,
    startPosition: StartPosition.first,
  });
  await settled(client);

  expect(sequencesOf(subscription.deliveries)).toEqual([1, 2]);
});

behaviour(
  'redeliveries come although max in flight is reached, and let no new ones through',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { maxInFlight: 2, ackWaitInSecs: 1 });
    await client.publishAll('a', ['1', '2', '3']);
    await subscription.take(2);

    await target.elapse(1200);
    await settled(client);

    expect(sequencesOf(subscription.deliveries)).toEqual([1, 2]);
  },
);

behaviour('an ack for an unknown sequence lets nothing through', async ({ stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { maxInFlight: 1 });
  await client.publishAll('a', ['1', '2']);
  await subscription.take(1);

  subscription.ack(2);
  await settled(client);

  expect(subscription.deliveries).toHaveLength(0);
});

behaviour('a stalled subscription does not hold up another', async ({ stan }) => {
  const client = await stan();
  await client.subscribe('a', { maxInFlight: 1 });
  const free = await client.subscribe('a');

  await client.publishAll('a', ['1', '2', '3']);

  expect(await free.takeSequences(3)).toEqual([1, 2, 3]);
});

behaviour('a stalled subscription does not hold up its publisher', async ({ stan }) => {
  const client = await stan();
  await client.subscribe('a', { maxInFlight: 1 });

  for (let count = 0; count < 5; count++) expect((await client.publish('a')).error).toBe('');
});

behaviour('acks of all at once let as many through', async ({ stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { maxInFlight: 100 });
  await client.publishAll(
    'a',
    Array.from({ length: 250 }, () => 'x'),
  );

  const sequences: number[] = [];
  while (sequences.length < 250) {
    const taken = await subscription.takeSequences(Math.min(100, 250 - sequences.length));
    for (const sequence of taken) subscription.ack(sequence);
    sequences.push(...taken);
  }

  expect(sequences).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
});
