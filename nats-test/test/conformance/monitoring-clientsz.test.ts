import { expect } from 'vitest';

import { conformance, type Stage } from './behaviour';
import { getJson, type MonitoredSubscription } from './monitoring-client';

const behaviour = conformance('monitoring-clientsz');

interface Clientz {
  readonly id: string;
  readonly hb_inbox: string;
  readonly subscriptions?: Record<string, MonitoredSubscription[]>;
}

interface Clientsz {
  readonly offset: number;
  readonly limit: number;
  readonly count: number;
  readonly total: number;
  readonly clients: Clientz[];
}

function clientsz({ target }: Stage, query = ''): Promise<Clientsz> {
  return getJson(target, `/streaming/clientsz${query}`);
}

async function startThreeClients({ stan }: Stage): Promise<void> {
  for (const clientId of ['b', 'c', 'a']) await stan({ clientId });
}

behaviour('the keys in this order', async (stage) => {
  await startThreeClients(stage);
  const page = await clientsz(stage);

  expect(Object.keys(page)).toEqual([
    'cluster_id',
    'server_id',
    'now',
    'offset',
    'limit',
    'count',
    'total',
    'clients',
  ]);
  expect(Object.keys(page.clients[0] ?? {})).toEqual(['id', 'hb_inbox']);
});

behaviour('without clients the list is empty, and there', async (stage) => {
  expect(await clientsz(stage)).toMatchObject({
    offset: 0,
    limit: 1024,
    count: 0,
    total: 0,
    clients: [],
  });
});

behaviour('clients are sorted by ID', async (stage) => {
  await startThreeClients(stage);

  expect((await clientsz(stage)).clients.map((client) => client.id)).toEqual(['a', 'b', 'c']);
});

behaviour('a client has its heartbeat inbox', async (stage) => {
  const client = await stage.stan();

  expect((await clientsz(stage)).clients).toEqual([
    { id: client.clientId, hb_inbox: client.heartbeatInbox },
  ]);
});

for (const [query, expected] of [
  ['?limit=2', { offset: 0, limit: 2, count: 2, ids: ['a', 'b'] }],
  ['?offset=1', { offset: 1, limit: 1024, count: 2, ids: ['b', 'c'] }],
  ['?offset=1&limit=1', { offset: 1, limit: 1, count: 1, ids: ['b'] }],
  ['?offset=3', { offset: 3, limit: 1024, count: 0, ids: [] }],
  ['?offset=99', { offset: 99, limit: 1024, count: 0, ids: [] }],
  ['?offset=-1', { offset: 0, limit: 1024, count: 3, ids: ['a', 'b', 'c'] }],
  ['?limit=0', { offset: 0, limit: 1024, count: 3, ids: ['a', 'b', 'c'] }],
  ['?limit=-2', { offset: 0, limit: 1024, count: 3, ids: ['a', 'b', 'c'] }],
  ['?limit=x&offset=y', { offset: 0, limit: 1024, count: 3, ids: ['a', 'b', 'c'] }],
  ['?limit=2x', { offset: 0, limit: 1024, count: 3, ids: ['a', 'b', 'c'] }],
  ['?limit=1.5', { offset: 0, limit: 1024, count: 3, ids: ['a', 'b', 'c'] }],
  ['?limit=%2B2', { offset: 0, limit: 2, count: 2, ids: ['a', 'b'] }],
  ['?limit=5000', { offset: 0, limit: 5000, count: 3, ids: ['a', 'b', 'c'] }],
  ['?limit=1&limit=2', { offset: 0, limit: 1, count: 1, ids: ['a'] }],
] as const) {
  behaviour(`${query} of three clients`, async (stage) => {
    await startThreeClients(stage);

    const { offset, limit, count, total, clients } = await clientsz(stage, query);

    expect({ offset, limit, count, ids: clients.map((client) => client.id) }).toEqual(expected);
    expect(total).toBe(3);
  });
}

behaviour('subs=1 lists the subscriptions by channel', async (stage) => {
  const client = await stage.stan();
  await client.subscribe('a');
  await client.subscribe('b', { qGroup: 'q' });
  await client.subscribe('a', { durableName: 'd' });

  const [only] = (await clientsz(stage, '?subs=1')).clients;

  expect(Object.keys(only?.subscriptions ?? {})).toEqual(['a', 'b']);
  expect(only?.subscriptions?.['a']).toMatchObject([
    { is_durable: false },
    { durable_name: 'd', is_durable: true },
  ]);
  expect(only?.subscriptions?.['b']).toMatchObject([{ queue_name: 'q' }]);
});

behaviour('subs=1 of a client without subscriptions leaves the key out', async (stage) => {
  await stage.stan();

  const [only] = (await clientsz(stage, '?subs=1')).clients;

  expect(only).not.toHaveProperty('subscriptions');
});

for (const value of ['0', '2', 'true', '']) {
  behaviour(`subs=${value} is as if it were not there`, async (stage) => {
    const client = await stage.stan();
    await client.subscribe('a');

    expect((await clientsz(stage, `?subs=${value}`)).clients[0]).not.toHaveProperty(
      'subscriptions',
    );
  });
}

behaviour('client=ID gives that one alone', async (stage) => {
  const client = await stage.stan();
  await stage.stan();

  expect(await getJson(stage.target, `/streaming/clientsz?client=${client.clientId}`)).toEqual({
    id: client.clientId,
    hb_inbox: client.heartbeatInbox,
  });
});

behaviour('client=ID&subs=1 gives that one with its subscriptions', async (stage) => {
  const client = await stage.stan();
  await client.subscribe('a');

  const page = await getJson<Clientz>(
    stage.target,
    `/streaming/clientsz?client=${client.clientId}&subs=1`,
  );

  expect(Object.keys(page)).toEqual(['id', 'hb_inbox', 'subscriptions']);
  expect(page.subscriptions?.['a']).toHaveLength(1);
});

behaviour('an empty client= is the whole list', async (stage) => {
  await stage.stan();

  expect((await clientsz(stage, '?client=')).count).toBe(1);
});

behaviour('a durable that was closed is not listed with its client', async (stage) => {
  const client = await stage.stan();
  await (await client.subscribe('a', { durableName: 'd' })).close();

  expect((await clientsz(stage, '?subs=1')).clients[0]).not.toHaveProperty('subscriptions');
});
