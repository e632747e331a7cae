import { expect } from 'vitest';

import { StartPosition } from '../support/stan-wire';
import { conformance } from './behaviour';
import { sequencesOf } from './stan-client';

const behaviour = conformance('stan-limits');

behaviour(
  'over max_msgs the oldest message goes',
  async ({ stan }) => {
    const client = await stan();
    await client.publishAll('a', ['1', '2', '3', '4', '5']);

    const subscription = await client.subscribe('a', { startPosition: StartPosition.first });

    expect(await subscription.takeSequences(3)).toEqual([3, 4, 5]);
  },
  { args: ['-mm', '3'] },
);

behaviour(
  'max_msgs is counted per channel',
  async ({ stan }) => {
    const client = await stan();
    await client.publishAll('a', ['1', '2', '3']);
    await client.publishAll('b', ['1', '2', '3']);

    const subscription = await client.subscribe('a', { startPosition: StartPosition.first });

    expect(await subscription.takeSequences(3)).toEqual([1, 2, 3]);
  },
  { args: ['-mm', '3'] },
);

behaviour(
  'a start sequence that is gone is the first one there',
  async ({ stan }) => {
    const client = await stan();
    await client.publishAll('a', ['1', '2', '3', '4', '5']);

    const subscription = await client.subscribe('a', {
      startPosition: StartPosition.sequence,
      startSequence: 1,
    });

    expect(await subscription.takeSequences(3)).toEqual([3, 4, 5]);
  },
  { args: ['-mm', '3'] },
);

behaviour(
  'a subscription that fell behind skips to the first message there',
  async ({ stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { maxInFlight: 1 });
    await client.publish('a', '1');
    await subscription.take(1);
    await client.publishAll('a', ['2', '3', '4', '5', '6']);

    subscription.ack(1);
    await settled(client);

    expect(sequencesOf(subscription.deliveries)).toEqual([4]);
  },
  { args: ['-mm', '3'] },
);

behaviour(
  'a pending message that went counts as acked: no redelivery',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    for (const data of ['1', '2', '3', '4']) {
      await client.publish('a', data);
      // One by one: of messages that go in one batch, the early ones are gone before delivery.
      await subscription.take(1);
    }

    await target.elapse(1300);
    await settled(client);

    expect(sequencesOf(subscription.deliveries)).toEqual([3, 4]);
  },
  { args: ['-mm', '2'] },
);

behaviour(
  'over max_bytes the oldest messages go, but the last one always stays',
  async ({ stan }) => {
    const client = await stan();
    const data = Buffer.alloc(400);
    await client.publishAll('a', [data, data, data]);
    const two = await client.subscribe('a', { startPosition: StartPosition.first });
    expect(await two.takeSequences(2)).toEqual([2, 3]);

    await client.publish('a', Buffer.alloc(2000));

    const one = await client.subscribe('a', { startPosition: StartPosition.first });
    expect(await one.takeSequences(1)).toEqual([4]);
  },
  { args: ['-mb', '1000'] },
);

behaviour(
  'a message older than max_age goes',
  async ({ target, stan, settled }) => {
    const client = await stan();
    await client.publish('a', 'old');
    await target.elapse(700);
    await client.publish('a', 'young');
    await target.elapse(500);

    const subscription = await client.subscribe('a', { startPosition: StartPosition.first });
    await settled(client);

    expect(sequencesOf(subscription.deliveries)).toEqual([2]);
  },
  { args: ['-ma', '1s'] },
);

behaviour(
  'when all messages of a channel are too old, sequences go on',
  async ({ target, stan }) => {
    const client = await stan();
    await client.publishAll('a', ['1', '2']);
    await target.elapse(800);

    const subscription = await client.subscribe('a', { startPosition: StartPosition.first });
    await client.publish('a', '3');

    expect(await subscription.takeSequences(1)).toEqual([3]);
  },
  { args: ['-ma', '500ms'] },
);

behaviour(
  'over max_channels a publish to a new channel is refused, the others go on',
  async ({ stan }) => {
    const client = await stan();
    await client.publish('a');
    await client.subscribe('b');

    expect((await client.publish('c')).error).toBe('too many channels');
    expect((await client.publish('a')).error).toBe('');
    expect((await client.publish('b')).error).toBe('');
  },
  { args: ['-mc', '2'] },
);

behaviour(
  'over max_channels a subscription on a new channel is refused',
  async ({ stan }) => {
    const client = await stan();
    await client.publish('a');

    expect((await client.requestSubscription('b')).error).toBe('too many channels');
    expect((await client.requestSubscription('a')).error).toBe('');
  },
  { args: ['-mc', '1'] },
);

behaviour(
  'over max_subs a subscription is refused, and another channel is not',
  async ({ stan }) => {
    const client = await stan();
    await client.subscribe('a');
    await client.subscribe('a', { qGroup: 'q' });

    expect((await client.requestSubscription('a')).error).toBe(
      'too many subscriptions per channel',
    );
    expect((await client.requestSubscription('b')).error).toBe('');
  },
  { args: ['-msu', '2'] },
);

behaviour(
  'a subscription that left makes room under max_subs',
  async ({ stan }) => {
    const client = await stan();
    const subscription = await client.subscribe('a');
    await subscription.close();

    expect((await client.requestSubscription('a')).error).toBe('');
  },
  { args: ['-msu', '1'] },
);

behaviour(
  'an offline durable still counts under max_subs',
  async ({ stan }) => {
    const client = await stan();
    const durable = await client.subscribe('a', { durableName: 'd' });
    await durable.close();

    expect((await client.requestSubscription('a')).error).toBe(
      'too many subscriptions per channel',
    );
    expect((await client.requestSubscription('a', { durableName: 'd' })).error).toBe('');
  },
  { args: ['-msu', '1'] },
);

behaviour(
  '0 is no limit',
  async ({ stan }) => {
    const client = await stan();
    for (const channel of ['a', 'b', 'c']) await client.subscribe(channel);
    await client.publishAll('a', ['1', '2', '3']);

    const subscription = await client.subscribe('a', { startPosition: StartPosition.first });

    expect(await subscription.takeSequences(3)).toEqual([1, 2, 3]);
  },
  { args: ['-mc', '0', '-msu', '0', '-mm', '0', '-mb', '0', '-ma', '0s'] },
);

behaviour(
  'a channel that nobody uses is deleted after max_inactivity, its messages too',
  async ({ target, stan }) => {
    const client = await stan();
    await client.publish('a');
    await target.elapse(700);

    const answer = await fetch(`${target.monitoringUrl}/streaming/channelsz`);

    expect(await answer.json()).toMatchObject({ count: 0, total: 0 });
  },
  { args: ['-mi', '400ms'] },
);

behaviour(
  'a subscription keeps its channel beyond max_inactivity',
  async ({ target, stan }) => {
    const client = await stan();
    await client.subscribe('a');
    await target.elapse(700);

    const answer = await fetch(`${target.monitoringUrl}/streaming/channelsz`);

    expect(await answer.json()).toMatchObject({ names: ['a'] });
  },
  { args: ['-mi', '400ms'] },
);

behaviour(
  'an unknown client ID is found after too many channels and before too many subscriptions',
  async ({ stan }) => {
    const client = await stan();
    await client.subscribe('a');
    const stranger = { clientID: 'nobody' };

    expect((await client.requestSubscription('b', stranger)).error).toBe('too many channels');
    expect((await client.requestSubscription('a', stranger)).error).toBe(
      "can't find clientID: nobody",
    );
  },
  { args: ['-mc', '1', '-msu', '1'] },
);

behaviour(
  'a duplicate durable is found before too many subscriptions',
  async ({ stan }) => {
    const client = await stan();
    await client.subscribe('a', { durableName: 'd' });

    const answer = await client.requestSubscription('a', { durableName: 'd' });

    expect(answer.error).toBe('stan: duplicate durable registration');
  },
  { args: ['-msu', '1'] },
);
