import { describe, expect, test } from 'vitest';

import { StartPosition } from '../../support/stan-wire';
import { restOf, startProxiedServer } from './proxied-server';

describe('A server behind a proxy', () => {
  test('of "two members" gives an event to two of a group', async ({ onTestFinished }) => {
    const { connect } = await startProxiedServer(onTestFinished, 'two members');
    const [a, b, publisher] = [await connect(), await connect(), await connect()];
    const members = [
      await a.subscribe('channel', { qGroup: 'group' }),
      await b.subscribe('channel', { qGroup: 'group' }),
    ];
    const alone = await b.subscribe('channel');

    await publisher.publish('channel');

    for (const member of members) expect(await member.takeSequences(1)).toEqual([1]);
    expect(await alone.takeSequences(1)).toEqual([1]);
    for (const one of [...members, alone]) expect(await restOf(one)).toEqual([]);
  });

  test('of "twice" gives what is new twice, and what comes again once', async ({
    onTestFinished,
  }) => {
    const { server, connect } = await startProxiedServer(onTestFinished, 'twice');
    const client = await connect();
    const subscription = await client.subscribe('channel', { ackWaitInSecs: 1 });

    await client.publish('channel');

    for (let i = 0; i < 2; i++) {
      expect(await subscription.next()).toMatchObject({ sequence: 1, redelivered: false });
    }
    expect(await restOf(subscription)).toEqual([]);
    await server.advance('1500ms');
    expect(await subscription.next()).toMatchObject({ sequence: 1, redelivered: true });
    expect(await restOf(subscription)).toEqual([]);
  });

  test('of "forgets durables" begins anew', async ({ onTestFinished }) => {
    const { connect } = await startProxiedServer(onTestFinished, 'forgets durables');
    const client = await connect();
    const durable = { durableName: 'durable', startPosition: StartPosition.first };
    const before = await client.subscribe('channel', durable);
    await client.publish('channel');
    await before.take(1);
    before.ack(1);
    await before.close();

    const after = await client.subscribe('channel', durable);

    expect(await after.next()).toMatchObject({ sequence: 1, redelivered: false });
  });

  test('of "never redelivers" does not', async ({ onTestFinished }) => {
    const { server, connect } = await startProxiedServer(onTestFinished, 'never redelivers');
    const client = await connect();
    const subscription = await client.subscribe('channel', { ackWaitInSecs: 1 });
    await client.publish('channel');
    expect(await subscription.takeSequences(1)).toEqual([1]);

    await server.advance('5s');

    expect(await restOf(subscription)).toEqual([]);
  });

  test('of "redelivers what was acked" does, every other time', async ({ onTestFinished }) => {
    const lie = 'redelivers what was acked';
    const { server, connect } = await startProxiedServer(onTestFinished, lie);
    const client = await connect();
    const subscription = await client.subscribe('channel', { ackWaitInSecs: 1 });
    await client.publishAll('channel', ['', '']);
    await subscription.take(2);

    subscription.ack(1);
    subscription.ack(2);
    await client.nats.flush();
    await server.advance('1500ms');

    expect(await subscription.next()).toMatchObject({ sequence: 1, redelivered: true });
    expect(await restOf(subscription)).toEqual([]);
  });

  test('of "loses" never gives every third event', async ({ onTestFinished }) => {
    const { server, connect } = await startProxiedServer(onTestFinished, 'loses');
    const client = await connect();
    const subscription = await client.subscribe('channel', { ackWaitInSecs: 1 });
    await client.publishAll('channel', ['', '', '', '']);
    expect(await subscription.takeSequences(3)).toEqual([1, 2, 4]);
    for (const sequence of [1, 2, 4]) subscription.ack(sequence);

    await client.nats.flush();
    await server.advance('5s');

    expect(await restOf(subscription)).toEqual([]);
  });

  test('of "reorders" gives a later event first', async ({ onTestFinished }) => {
    const { server, connect } = await startProxiedServer(onTestFinished, 'reorders');
    const client = await connect();
    const subscription = await client.subscribe('channel');

    await client.publishAll('channel', ['', '', '', '']);

    expect(await subscription.takeSequences(3)).toEqual([1, 2, 4]);
    await server.advance('250ms');
    expect(await subscription.takeSequences(1)).toEqual([3]);
  });

  test('of "ignores max in flight" does not wait for acks', async ({ onTestFinished }) => {
    const { connect } = await startProxiedServer(onTestFinished, 'ignores max in flight');
    const client = await connect();
    const subscription = await client.subscribe('channel', { maxInFlight: 1 });

    await client.publishAll('channel', ['', '', '']);

    expect(await subscription.takeSequences(3)).toEqual([1, 2, 3]);
  });

  test.for(['close', 'unsubscribe'] as const)(
    'of "keeps the closed" agrees to %s, and goes on',
    async (leave, { onTestFinished }) => {
      const { connect } = await startProxiedServer(onTestFinished, 'keeps the closed');
      const client = await connect();
      const subscription = await client.subscribe('channel');

      expect(await subscription[leave]()).toHaveLength(0);
      await client.publish('channel');

      expect(await subscription.takeSequences(1)).toEqual([1]);
    },
  );

  test('of "lets two clients share an ID" serves both', async ({ onTestFinished }) => {
    const lie = 'lets two clients share an ID';
    const { connect } = await startProxiedServer(onTestFinished, lie);
    const first = await connect({ clientId: 'same' });
    const second = await connect({ clientId: 'same' });

    for (const client of [first, second]) {
      const subscription = await client.subscribe('channel', { durableName: 'durable' });
      expect(await client.publish('channel')).toMatchObject({ error: '' });
      await subscription.next();
      expect(await subscription.close()).toHaveLength(0);
      expect(await client.close()).toHaveLength(0);
    }
  });

  test('of "never evicts" keeps a client that is silent', async ({ onTestFinished }) => {
    const { server, connect } = await startProxiedServer(onTestFinished, 'never evicts');
    const client = await connect({ clientId: 'silent', answerHeartbeats: false });

    await server.advance('60s');

    const page = await fetch(`${server.monitoringUrl ?? ''}/streaming/clientsz`);
    expect(await page.json()).toMatchObject({ clients: [{ id: 'silent' }] });
    expect(client.heartbeats).toEqual([]);
  });

  test('of "forgets where to start" gives new events only', async ({ onTestFinished }) => {
    const { connect } = await startProxiedServer(onTestFinished, 'forgets where to start');
    const client = await connect();
    await client.publishAll('channel', ['', '']);
    const subscription = await client.subscribe('channel', { startPosition: StartPosition.first });

    await client.publish('channel');

    expect(await subscription.takeSequences(1)).toEqual([3]);
  });

  test('of "redelivers too early" does not wait for the ack', async ({ onTestFinished }) => {
    const { server, connect } = await startProxiedServer(onTestFinished, 'redelivers too early');
    const client = await connect();
    const subscription = await client.subscribe('channel', { ackWaitInSecs: 30 });
    await client.publishAll('channel', ['', '']);
    await subscription.take(2);

    subscription.ack(1);

    await client.nats.flush();
    await server.advance('299ms');
    expect(await restOf(subscription)).toEqual([]);
    await server.advance('1ms');

    const early = { sequence: 2, redelivered: true, redeliveryCount: 1 };
    expect(await subscription.next()).toMatchObject(early);
    expect(await restOf(subscription)).toEqual([]);
  });
});
