import { expect } from 'vitest';

import { conformance, type Stage } from './behaviour';
import { getJson } from './monitoring-client';

const behaviour = conformance('monitoring-serverz');

interface Serverz {
  readonly cluster_id: string;
  readonly server_id: string;
  readonly version: string;
  readonly state: string;
  readonly now: string;
  readonly start_time: string;
  readonly uptime: string;
  readonly clients: number;
  readonly subscriptions: number;
  readonly channels: number;
  readonly total_msgs: number;
  readonly total_bytes: number;
  readonly in_msgs: number;
  readonly in_bytes: number;
  readonly out_msgs: number;
  readonly out_bytes: number;
}

interface Storez {
  readonly server_id: string;
  readonly type: string;
  readonly limits: Record<string, number>;
  readonly total_msgs: number;
  readonly total_bytes: number;
}

const GO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function serverz({ target }: Stage): Promise<Serverz> {
  return getJson(target, '/streaming/serverz');
}

function storez({ target }: Stage): Promise<Storez> {
  return getJson(target, '/streaming/storez');
}

behaviour('serverz: the keys in this order', async (stage) => {
  // File descriptors are counted where the system can tell.
  expect(Object.keys(await serverz(stage)).filter((key) => !key.endsWith('_fds'))).toEqual([
    'cluster_id',
    'server_id',
    'version',
    'go',
    'state',
    'now',
    'start_time',
    'uptime',
    'clients',
    'subscriptions',
    'channels',
    'total_msgs',
    'total_bytes',
    'in_msgs',
    'in_bytes',
    'out_msgs',
    'out_bytes',
  ]);
});

behaviour('serverz: a fresh server has nothing', async (stage) => {
  expect(await serverz(stage)).toMatchObject({
    cluster_id: 'ticketing',
    version: '0.17.0',
    state: 'STANDALONE',
    clients: 0,
    subscriptions: 0,
    channels: 0,
    total_msgs: 0,
    total_bytes: 0,
    in_msgs: 0,
    in_bytes: 0,
    out_msgs: 0,
    out_bytes: 0,
  });
});

behaviour('serverz: times are RFC 3339, the server ID is 22 letters and digits', async (stage) => {
  const { now, start_time, server_id } = await serverz(stage);

  expect(now).toMatch(GO_TIME);
  expect(start_time).toMatch(GO_TIME);
  expect(server_id).toMatch(/^[0-9A-Za-z]{22}$/);
  expect(Date.parse(now)).toBeGreaterThanOrEqual(Date.parse(start_time));
});

behaviour('serverz: uptime is in whole seconds', async (stage) => {
  const before = await serverz(stage);
  await stage.target.elapse(1200);
  const after = await serverz(stage);

  expect(before.uptime).toBe('0s');
  expect(after.uptime).toMatch(/^[12]s$/);
  expect(after.start_time).toBe(before.start_time);
});

behaviour('serverz: clients, subscriptions and channels are counted', async (stage) => {
  const client = await stage.stan();
  await stage.stan();
  await client.subscribe('a');
  await client.subscribe('a', { qGroup: 'q' });
  await client.publish('b');

  expect(await serverz(stage)).toMatchObject({ clients: 2, subscriptions: 2, channels: 2 });
});

behaviour('serverz: an offline durable still counts as a subscription', async (stage) => {
  const client = await stage.stan();
  await (await client.subscribe('a', { durableName: 'd' })).close();

  expect((await serverz(stage)).subscriptions).toBe(1);
});

behaviour('serverz: messages and bytes in store, as MsgProto', async (stage) => {
  const client = await stage.stan();
  const subscription = await client.subscribe('a');
  await client.publishAll('a', ['hello', '']);
  const bytes = (await subscription.take(2)).map((delivery) => delivery.bytes.length);

  expect(await serverz(stage)).toMatchObject({
    total_msgs: 2,
    total_bytes: bytes.reduce((sum, size) => sum + size, 0),
  });
});

behaviour(
  'serverz: in_msgs and in_bytes count what clients published, as PubMsg, refused ones too',
  async (stage) => {
    const client = await stage.stan();
    const good = client.encodePubMsg('a', 'hello');
    const bad = client.encodePubMsg('a.*', 'hello');
    await client.nats.request(`${client.server.pubPrefix}.a`, good);
    await client.nats.request(`${client.server.pubPrefix}.a`, bad);

    expect(await serverz(stage)).toMatchObject({
      in_msgs: 2,
      in_bytes: good.length + bad.length,
      total_msgs: 1,
    });
  },
);

behaviour('serverz: out_msgs and out_bytes count deliveries, redeliveries too', async (stage) => {
  const client = await stage.stan();
  const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
  await client.publish('a', 'hello');
  await stage.target.elapse(1100);
  const deliveries = await subscription.take(2);

  expect(await serverz(stage)).toMatchObject({
    out_msgs: 2,
    out_bytes: deliveries.reduce((sum, delivery) => sum + delivery.bytes.length, 0),
  });
});

behaviour('serverz: a client that closed no longer counts', async (stage) => {
  const client = await stage.stan();
  await client.subscribe('a');
  await client.close();

  expect(await serverz(stage)).toMatchObject({ clients: 0, subscriptions: 0, channels: 1 });
});

behaviour('storez: the keys in this order', async (stage) => {
  const store = await storez(stage);

  expect(Object.keys(store)).toEqual([
    'cluster_id',
    'server_id',
    'now',
    'type',
    'limits',
    'total_msgs',
    'total_bytes',
  ]);
  expect(Object.keys(store.limits)).toEqual([
    'max_channels',
    'max_msgs',
    'max_bytes',
    'max_age',
    'max_subscriptions',
    'max_inactivity',
  ]);
});

behaviour('storez: the memory store with the usual limits', async (stage) => {
  expect(await storez(stage)).toMatchObject({
    cluster_id: 'ticketing',
    type: 'MEMORY',
    limits: {
      max_channels: 100,
      max_msgs: 1_000_000,
      max_bytes: 1_024_000_000,
      max_age: 0,
      max_subscriptions: 1000,
      max_inactivity: 0,
    },
    total_msgs: 0,
    total_bytes: 0,
  });
});

behaviour(
  "storez: limits are the flags', ages in nanoseconds",
  async (stage) => {
    expect((await storez(stage)).limits).toEqual({
      max_channels: 7,
      max_msgs: 8,
      max_bytes: 9 * 1024 * 1024,
      max_age: 3_600_000_000_000,
      max_subscriptions: 11,
      max_inactivity: 90_500_000_000,
    });
  },
  {
    args: [
      '-mc',
      '7',
      '--max_msgs=8',
      '-mb',
      '9MB',
      '-max_age',
      '1h',
      '--msu',
      '11',
      '-mi',
      '1m30.5s',
    ],
  },
);

behaviour('storez: the server ID is that of serverz, messages and bytes too', async (stage) => {
  const client = await stage.stan();
  await client.publishAll('a', ['1', '22']);
  const { server_id, total_msgs, total_bytes } = await serverz(stage);

  expect(await storez(stage)).toMatchObject({ server_id, total_msgs, total_bytes });
  expect(total_msgs).toBe(2);
});
