import { expect, onTestFinished, test } from 'vitest';

import type {
  ConnectionOptions,
  Delivery,
  HarnessClient,
} from '../../../src/harness/client/harness-client';
import { createClient } from '../../../src/harness/client/stan-client';
import { virtualClock, type EmbeddedServer } from '../../../src/index';
import { openServer, readMonitoring } from '../../support/embedded-stage';
import { waitFor } from '../../support/wait-for';

const CHANNEL = 'orders';
const TERMS = { maxInFlight: 100, ackWaitMs: 30_000 };

interface Opened {
  readonly client: HarnessClient;
  /** What `lost` was called with. */
  readonly lost: string[];
}

function newClient(connection: ConnectionOptions, clientId = 'a'): Opened {
  const lost: string[] = [];
  const client = createClient(connection, clientId, { lost: (error) => lost.push(error) });
  onTestFinished(() => client.destroy());
  return { client, lost };
}

async function openClient(server: EmbeddedServer, clientId = 'a'): Promise<Opened> {
  const opened = newClient({ url: server.url, clusterId: server.clusterId }, clientId);
  expect(await opened.client.connect()).toEqual({ type: 'ok' });
  return opened;
}

/** Waits for so many deliveries. */
async function collected(deliveries: readonly Delivery[], count: number): Promise<string[]> {
  await waitFor(`${count} deliveries`, () => (deliveries.length >= count ? true : undefined));
  return deliveries.map(({ data }) => data);
}

async function clientIds(server: EmbeddedServer): Promise<string[]> {
  const page = await readMonitoring(server, '/streaming/clientsz');
  return ((page['clients'] ?? []) as { id: string }[]).map(({ id }) => id);
}

test('an event that is published comes to a subscription, with its place and its text', async () => {
  const server = await openServer();
  const { client } = await openClient(server);
  const deliveries: Delivery[] = [];
  await client.subscribe(CHANNEL, TERMS, (delivery) => deliveries.push(delivery));
  expect(await client.publish(CHANNEL, 'Grüße')).toEqual({ type: 'ok' });
  await collected(deliveries, 1);
  expect(deliveries[0]).toMatchObject({
    sequence: 1,
    data: 'Grüße',
    redelivered: false,
    redeliveryCount: 0,
  });
});

test('an event that is acknowledged is pending no more', async () => {
  const server = await openServer({ monitoringPort: 0 });
  const { client } = await openClient(server);
  const acks: boolean[] = [];
  await client.subscribe(CHANNEL, TERMS, (delivery) => acks.push(delivery.ack()));
  await client.publish(CHANNEL, '1');
  await waitFor('no ack is pending', async () => {
    const page = await readMonitoring(server, `/streaming/channelsz?channel=${CHANNEL}&subs=1`);
    const [subscription] = page['subscriptions'] as { pending_count: number; last_sent: number }[];
    return subscription?.last_sent === 1 && subscription.pending_count === 0 ? true : undefined;
  });
  expect(acks).toEqual([true]);
});

test.each([
  { start: undefined, expected: ['new'] },
  { start: { from: 'first' }, expected: ['1', '2', '3', 'new'] },
  { start: { from: 'last' }, expected: ['3', 'new'] },
  { start: { from: 'sequence', sequence: 2 }, expected: ['2', '3', 'new'] },
  { start: { from: 'ago', agoMs: 60_000 }, expected: ['1', '2', '3', 'new'] },
  { start: { from: 'ago', agoMs: 0 }, expected: ['new'] },
] as const)('a subscription starts at $start', async ({ start, expected }) => {
  const server = await openServer({ clock: virtualClock() });
  const { client } = await openClient(server);
  for (const data of ['1', '2', '3']) await client.publish(CHANNEL, data);
  // `ago 0` is after the events only when the clock has moved on.
  await server.advance(1);
  const deliveries: Delivery[] = [];
  await client.subscribe(CHANNEL, start ? { ...TERMS, start } : TERMS, (delivery) =>
    deliveries.push(delivery),
  );
  await client.publish(CHANNEL, 'new');
  expect(await collected(deliveries, expected.length)).toEqual(expected);
});

test('a durable subscription that is closed goes on where it was, one that is unsubscribed is forgotten', async () => {
  const server = await openServer();
  const { client } = await openClient(server);
  const terms = { ...TERMS, durable: 'd', start: { from: 'first' } } as const;
  const listen = async (
    count: number,
  ): Promise<[string[], Awaited<ReturnType<typeof client.subscribe>>]> => {
    const deliveries: Delivery[] = [];
    const outcome = await client.subscribe(CHANNEL, terms, (delivery) => {
      delivery.ack();
      deliveries.push(delivery);
    });
    return [await collected(deliveries, count), outcome];
  };
  await client.publish(CHANNEL, '1');
  const [first, one] = await listen(1);
  expect(await one.subscription?.close()).toEqual({ type: 'ok' });
  await client.publish(CHANNEL, '2');
  const [second, two] = await listen(1);
  expect(await two.subscription?.unsubscribe()).toEqual({ type: 'ok' });
  const [third] = await listen(2);
  expect([first, second, third]).toEqual([['1'], ['2'], ['1', '2']]);
});

test('the members of a queue group share the events', async () => {
  const server = await openServer();
  const { client } = await openClient(server);
  const deliveries: Delivery[] = [];
  for (const _ of [1, 2]) {
    await client.subscribe(CHANNEL, { ...TERMS, queue: 'q' }, (it) => deliveries.push(it));
  }
  await client.publish(CHANNEL, '1');
  await client.publish(CHANNEL, '2');
  expect(await collected(deliveries, 2)).toEqual(['1', '2']);
});

test('an ack after the subscription is closed can not be sent', async () => {
  const server = await openServer();
  const { client } = await openClient(server);
  const deliveries: Delivery[] = [];
  const { subscription } = await client.subscribe(CHANNEL, TERMS, (it) => deliveries.push(it));
  await client.publish(CHANNEL, '1');
  await collected(deliveries, 1);
  await subscription?.close();
  expect(deliveries[0]?.ack()).toBe(false);
});

test('a subscription is closed once', async () => {
  const server = await openServer();
  const { client } = await openClient(server);
  const { subscription } = await client.subscribe(CHANNEL, TERMS, () => undefined);
  await subscription?.close();
  expect(await subscription?.unsubscribe()).toMatchObject({ type: 'fail' });
});

test('a client that has said goodbye is gone at once, and is not lost', async () => {
  const server = await openServer({ monitoringPort: 0 });
  const { client, lost } = await openClient(server);
  expect(await client.disconnect()).toEqual({ type: 'ok' });
  expect(await clientIds(server)).toEqual([]);
  expect(lost).toEqual([]);
});

test('a client that is destroyed says nothing to the server, which keeps it', async () => {
  const server = await openServer({ monitoringPort: 0 });
  const { client, lost } = await openClient(server);
  client.destroy();
  expect(await clientIds(server)).toEqual(['a']);
  expect(lost).toEqual([]);
});

test('what is asked of a client that is not connected fails for certain', async () => {
  const { client } = newClient({ url: 'nats://127.0.0.1:1', clusterId: 'test-cluster' });
  const outcomes = [
    await client.publish(CHANNEL, '1'),
    await client.subscribe(CHANNEL, TERMS, () => undefined),
    await client.disconnect(),
  ];
  expect(outcomes.map(({ type }) => type)).toEqual(['fail', 'fail', 'fail']);
});

test('a client ID that is taken is refused, and the one who has it stays connected', async () => {
  const server = await openServer();
  const { client, lost } = await openClient(server, 'same');
  const second = newClient({ url: server.url, clusterId: server.clusterId }, 'same');
  expect(await second.client.connect()).toEqual({
    type: 'fail',
    error: 'stan: clientID already registered',
  });
  expect(await client.publish(CHANNEL, '1')).toEqual({ type: 'ok' });
  expect([...lost, ...second.lost]).toEqual([]);
});

test('what the server refuses fails for certain, and the client goes on', async () => {
  const server = await openServer();
  const { client } = await openClient(server);
  expect(await client.publish('a.*', '1')).toEqual({
    type: 'fail',
    error: 'stan: invalid publish request',
  });
  expect(await client.subscribe('a..b', TERMS, () => undefined)).toEqual({
    type: 'fail',
    error: 'stan: invalid subject',
  });
  expect(await client.publish(CHANNEL, '1')).toEqual({ type: 'ok' });
});

test('a channel name with a line break in it can not break the protocol', async () => {
  const server = await openServer();
  const { client, lost } = await openClient(server);
  expect(await client.publish('a\r\nPUB b 0\r\n', '1')).toMatchObject({ type: 'fail' });
  expect(await client.publish(CHANNEL, '1')).toEqual({ type: 'ok' });
  expect(lost).toEqual([]);
});

test.each([
  [{ ackWaitMs: 1500 }, 'An ack wait of 1500 ms'],
  [{ ackWaitMs: 0 }, 'An ack wait of 0 ms'],
  [{ ackWaitMs: Number.NaN }, 'An ack wait of NaN ms'],
  [{ maxInFlight: 1.5 }, 'Max in flight of 1.5'],
  [{ start: { from: 'sequence', sequence: -1 } }, 'A start at sequence -1'],
  [{ start: { from: 'ago', agoMs: -1 } }, 'A start -1 ms ago'],
] as const)('a subscription with %j is refused before anything is sent', async (wrong, text) => {
  const server = await openServer({ monitoringPort: 0 });
  const { client } = await openClient(server);
  const asked = client.subscribe(CHANNEL, { ...TERMS, ...wrong }, () => undefined);
  await expect(asked).rejects.toThrow(RangeError);
  await expect(asked).rejects.toThrow(text);
  expect(await readMonitoring(server, '/streaming/channelsz')).toMatchObject({ count: 0 });
});

test('a server that goes away is told once', async () => {
  const server = await openServer();
  const { client, lost } = await openClient(server);
  await server.stop();
  await waitFor('the loss is told', () => lost[0]);
  expect(await client.publish(CHANNEL, '1')).toMatchObject({ type: 'fail' });
  expect(lost).toHaveLength(1);
});

test('a listener that throws ends its own client, which says why', async () => {
  const server = await openServer();
  const { client, lost } = await openClient(server, 'a');
  const other = await openClient(server, 'b');
  await client.subscribe(CHANNEL, TERMS, () => {
    throw new Error('no');
  });
  await other.client.publish(CHANNEL, '1');
  await waitFor('the loss is told', () => lost[0]);
  expect(lost).toEqual(['The listener has thrown: no']);
  expect(await other.client.publish(CHANNEL, '2')).toEqual({ type: 'ok' });
});

test('of several servers the first that is there is taken', async () => {
  const server = await openServer();
  const url = `nats://127.0.0.1:1,${server.url}`;
  const { client } = newClient({ url, clusterId: server.clusterId });
  expect(await client.connect()).toEqual({ type: 'ok' });
});

test('a server is reached by an IPv6 address', async ({ skip }) => {
  const server = await openServer({ host: '::1' }).catch(() => skip('this machine has no ::1'));
  const url = `nats://[::1]:${server.port}`;
  const { client } = newClient({ url, clusterId: server.clusterId });
  expect(await client.connect()).toEqual({ type: 'ok' });
});

test('a connection is made once in the life of a client', async () => {
  const server = await openServer();
  const { client } = await openClient(server);
  await expect(client.connect()).rejects.toThrow('create another client');
});

test('a ping tells whether the streaming server knows the client', async () => {
  const server = await openServer();
  const { client } = await openClient(server);
  expect(await client.ping()).toEqual({ type: 'ok' });
  await server.faults.restart();
  const again = await openClient(server);
  expect(await again.client.ping()).toEqual({ type: 'ok' });
  server.faults.freeze('a');
  // Whoever is frozen is replaced by one of the same ID, and is told when it asks.
  expect((await openClient(server)).lost).toEqual([]);
  server.faults.clear();
  expect(await again.client.ping()).toEqual({
    type: 'fail',
    error: 'client has been replaced or is no longer registered',
  });
});
