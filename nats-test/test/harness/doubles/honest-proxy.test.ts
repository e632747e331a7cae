import { randomBytes } from 'node:crypto';
import { once } from 'node:events';

import nats, { type Message } from 'node-nats-streaming';
import { describe, expect, test } from 'vitest';

import { RawNatsClient } from '../../support/raw-nats-client';
import { within } from '../../support/wait-for';
import { startProxiedServer } from './proxied-server';

describe('Through a proxy that does not lie', () => {
  test('a client of node-nats-streaming notices nothing', async ({ onTestFinished }) => {
    const { server, proxy } = await startProxiedServer(onTestFinished);
    const stan = nats.connect(server.clusterId, 'client', { url: proxy.url, reconnect: false });
    await within('connect', once(stan, 'connect'));
    // Bytes that look like ops, and any others.
    const data = Buffer.concat([Buffer.from('PUB a 1\r\nx\r\n'), randomBytes(100_000)]);
    const options = stan
      .subscriptionOptions()
      .setManualAckMode(true)
      .setAckWait(1000)
      .setDurableName('durable');
    const subscription = stan.subscribe('channel', 'group', options);
    const messages: Message[] = [];
    subscription.on('message', (message: Message) => messages.push(message));
    await within('the subscription', once(subscription, 'ready'));

    await new Promise((resolve) => stan.publish('channel', data, resolve));
    await server.advance('1500ms');
    messages.at(-1)?.ack();
    await server.advance('3s');

    expect(messages.map((message) => message.isRedelivered())).toEqual([false, true]);
    for (const message of messages) expect(message.getRawData().equals(data)).toBe(true);
    subscription.close();
    await within('the end of the subscription', once(subscription, 'closed'));
    stan.close();
    await within('the end of the client', once(stan, 'close'));
  });

  test('both sides see when the other hangs up', async ({ onTestFinished }) => {
    const { server, proxy, connect } = await startProxiedServer(onTestFinished);
    const leaves = await connect();
    const stays = await RawNatsClient.connect(proxy);

    leaves.nats.destroy();
    // A client without a connection answers no heartbeat, and is given up after 4 s.
    await server.advance('5s');
    const page = await fetch(`${server.monitoringUrl ?? ''}/streaming/clientsz`);
    expect(await page.json()).toMatchObject({ total: 0 });

    await server.stop();
    await expect(stays.readToEnd()).resolves.toEqual([]);
  });
});
