import { expect } from 'vitest';

import { conformance, type Stage } from './behaviour';
import { getJson, getSubscriptions, type MonitoredSubscription } from './monitoring-client';

const behaviour = conformance('monitoring-channelsz');

interface Channelz {
  readonly name: string;
  readonly msgs: number;
  readonly bytes: number;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly subscriptions?: MonitoredSubscription[];
}

interface Channelsz {
  readonly offset: number;
  readonly limit: number;
  readonly count: number;
  readonly total: number;
  readonly names?: string[];
  readonly channels?: Channelz[];
}

function channelsz({ target }: Stage, query = ''): Promise<Channelsz> {
  return getJson(target, `/streaming/channelsz${query}`);
}

async function makeThreeChannels({ stan }: Stage): Promise<void> {
  const client = await stan();
  for (const channel of ['b', 'c', 'a']) await client.publish(channel);
}

behaviour('the keys in this order, names without subs=1', async (stage) => {
  await makeThreeChannels(stage);

  expect(Object.keys(await channelsz(stage))).toEqual([
    'cluster_id',
    'server_id',
    'now',
    'offset',
    'limit',
    'count',
    'total',
    'names',
  ]);
});

behaviour('the keys in this order, channels with subs=1', async (stage) => {
  await makeThreeChannels(stage);
  const page = await channelsz(stage, '?subs=1');

  expect(Object.keys(page).slice(3)).toEqual(['offset', 'limit', 'count', 'total', 'channels']);
  expect(Object.keys(page.channels?.[0] ?? {})).toEqual([
    'name',
    'msgs',
    'bytes',
    'first_seq',
    'last_seq',
  ]);
});

behaviour('without channels there is no list', async (stage) => {
  const page = await channelsz(stage);

  expect(page).toMatchObject({ offset: 0, limit: 1024, count: 0, total: 0 });
  expect(page).not.toHaveProperty('names');
  expect(await channelsz(stage, '?subs=1')).not.toHaveProperty('channels');
});

for (const [query, expected] of [
  ['', { offset: 0, limit: 1024, count: 3, names: ['a', 'b', 'c'] }],
  ['?limit=2', { offset: 0, limit: 2, count: 2, names: ['a', 'b'] }],
  ['?offset=2', { offset: 2, limit: 1024, count: 1, names: ['c'] }],
  ['?offset=1&limit=1', { offset: 1, limit: 1, count: 1, names: ['b'] }],
  ['?offset=9', { offset: 9, limit: 1024, count: 0, names: undefined }],
  ['?offset=-1&limit=0', { offset: 0, limit: 1024, count: 3, names: ['a', 'b', 'c'] }],
  ['?offset=x&limit=y', { offset: 0, limit: 1024, count: 3, names: ['a', 'b', 'c'] }],
  ['?subs=2', { offset: 0, limit: 1024, count: 3, names: ['a', 'b', 'c'] }],
  ['?channel=', { offset: 0, limit: 1024, count: 3, names: ['a', 'b', 'c'] }],
] as const) {
  behaviour(`channelsz${query} of three channels`, async (stage) => {
    await makeThreeChannels(stage);

    const { offset, limit, count, total, names } = await channelsz(stage, query);

    expect({ offset, limit, count, names }).toEqual(expected);
    expect(total).toBe(3);
  });
}

behaviour('subs=1 with limit and offset', async (stage) => {
  await makeThreeChannels(stage);

  const { count, total, channels } = await channelsz(stage, '?subs=1&offset=1&limit=1');

  expect([count, total, channels?.map((channel) => channel.name)]).toEqual([1, 3, ['b']]);
});

behaviour('channel=NAME: messages, bytes, first and last sequence', async (stage) => {
  const client = await stage.stan();
  const subscription = await client.subscribe('a');
  await client.publishAll('a', ['1', '22', '333']);
  const bytes = (await subscription.take(3)).reduce(
    (sum, delivery) => sum + delivery.bytes.length,
    0,
  );

  expect(await getJson(stage.target, '/streaming/channelsz?channel=a')).toEqual({
    name: 'a',
    msgs: 3,
    bytes,
    first_seq: 1,
    last_seq: 3,
  });
});

behaviour('channel=NAME without messages has zeros', async (stage) => {
  const client = await stage.stan();
  await client.subscribe('a');

  expect(await getJson(stage.target, '/streaming/channelsz?channel=a')).toEqual({
    name: 'a',
    msgs: 0,
    bytes: 0,
    first_seq: 0,
    last_seq: 0,
  });
});

behaviour(
  'channel=NAME: the first sequence goes up as messages go',
  async (stage) => {
    const client = await stage.stan();
    await client.publishAll('a', ['1', '2', '3', '4', '5']);

    expect(await getJson(stage.target, '/streaming/channelsz?channel=a')).toMatchObject({
      msgs: 2,
      first_seq: 4,
      last_seq: 5,
    });
  },
  { args: ['-mm', '2'] },
);

behaviour('channel=NAME takes any name, percent encoded', async (stage) => {
  const client = await stage.stan();
  await client.publish('ticket:created&ü');

  const path = `/streaming/channelsz?channel=${encodeURIComponent('ticket:created&ü')}`;

  expect(await getJson(stage.target, path)).toMatchObject({ name: 'ticket:created&ü', msgs: 1 });
});

behaviour('subs=1 without subscriptions leaves the key out', async (stage) => {
  const client = await stage.stan();
  await client.publish('a');

  expect(await getJson(stage.target, '/streaming/channelsz?channel=a&subs=1')).not.toHaveProperty(
    'subscriptions',
  );
});

behaviour('a plain subscription: its keys in this order', async ({ target, stan }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { maxInFlight: 7, ackWaitInSecs: 9 });
  const [only] = await getSubscriptions(target, 'a');

  expect(Object.entries(only ?? {})).toEqual([
    ['client_id', client.clientId],
    ['inbox', subscription.inbox],
    ['ack_inbox', subscription.ackInbox],
    ['is_durable', false],
    ['is_offline', false],
    ['max_inflight', 7],
    ['ack_wait', 9],
    ['last_sent', 0],
    ['pending_count', 0],
    ['is_stalled', false],
  ]);
});

behaviour('a durable has its name after the ack inbox', async ({ target, stan }) => {
  const client = await stan();
  await client.subscribe('a', { durableName: 'd' });
  const [only] = await getSubscriptions(target, 'a');

  expect(Object.keys(only ?? {}).slice(2, 5)).toEqual(['ack_inbox', 'durable_name', 'is_durable']);
  expect(only).toMatchObject({ durable_name: 'd', is_durable: true });
});

behaviour('a queue member has its queue after the ack inbox', async ({ target, stan }) => {
  const client = await stan();
  await client.subscribe('a', { qGroup: 'q' });
  const [only] = await getSubscriptions(target, 'a');

  expect(Object.keys(only ?? {}).slice(2, 5)).toEqual(['ack_inbox', 'queue_name', 'is_durable']);
  expect(only).toMatchObject({ queue_name: 'q', is_durable: false });
});

behaviour(
  'a durable queue member shows durable:queue as its queue and no durable name',
  async ({ target, stan }) => {
    const client = await stan();
    await client.subscribe('a', { qGroup: 'q', durableName: 'd' });
    const [only] = await getSubscriptions(target, 'a');

    expect(only).toMatchObject({ queue_name: 'd:q', is_durable: true });
    expect(only).not.toHaveProperty('durable_name');
  },
);

behaviour(
  'plain subscriptions come before queue members, each in the order of joining',
  async ({ target, stan }) => {
    const client = await stan();
    for (const fields of [{ qGroup: 'q' }, { durableName: 'd' }, {}, { qGroup: 'q' }])
      await client.subscribe('a', fields);

    const subscriptions = await getSubscriptions(target, 'a');

    expect(
      subscriptions.map(({ durable_name, queue_name }) => durable_name ?? queue_name ?? 'plain'),
    ).toEqual(['d', 'plain', 'q', 'q']);
  },
);

behaviour(
  'last sent, pending and stalled go with deliveries and acks',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { maxInFlight: 3 });
    await client.publishAll('a', ['1', '2', '3', '4']);
    await subscription.take(3);
    expect(await getSubscriptions(target, 'a')).toMatchObject([
      { last_sent: 3, pending_count: 3, is_stalled: true },
    ]);

    for (const sequence of [1, 2]) subscription.ack(sequence);
    await settled(client);

    expect(await getSubscriptions(target, 'a')).toMatchObject([
      { last_sent: 4, pending_count: 2, is_stalled: false },
    ]);
  },
);

behaviour(
  'a subscription that reaches its max in flight exactly is stalled',
  async ({ target, stan }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { maxInFlight: 2 });
    await client.publishAll('a', ['1', '2']);
    await subscription.take(2);

    expect(await getSubscriptions(target, 'a')).toMatchObject([
      { pending_count: 2, is_stalled: true },
    ]);
  },
);

behaviour('the start position shows as what was sent last', async ({ target, stan }) => {
  const client = await stan();
  await client.publishAll('a', ['1', '2', '3']);
  await client.subscribe('a');

  expect(await getSubscriptions(target, 'a')).toMatchObject([{ last_sent: 3, pending_count: 0 }]);
});

behaviour(
  'an offline durable is listed with the client that it had',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const durable = await client.subscribe('a', { durableName: 'd' });
    await client.publish('a');
    await durable.next();
    await client.close();
    await settled(client);

    expect(await getSubscriptions(target, 'a')).toMatchObject([
      {
        client_id: client.clientId,
        durable_name: 'd',
        is_durable: true,
        is_offline: true,
        last_sent: 1,
        pending_count: 1,
      },
    ]);
  },
);

behaviour('an offline durable queue group is listed once', async ({ target, stan }) => {
  const client = await stan();
  const members = [
    await client.subscribe('a', { qGroup: 'q', durableName: 'd' }),
    await client.subscribe('a', { qGroup: 'q', durableName: 'd' }),
  ];
  for (const member of members) await member.close();

  expect(await getSubscriptions(target, 'a')).toMatchObject([
    { client_id: client.clientId, queue_name: 'd:q', is_durable: true, is_offline: true },
  ]);
});

behaviour('a subscription is gone after unsubscribe', async ({ target, stan }) => {
  const client = await stan();
  const durable = await client.subscribe('a', { durableName: 'd' });
  await durable.unsubscribe();

  expect(await getSubscriptions(target, 'a')).toEqual([]);
});
