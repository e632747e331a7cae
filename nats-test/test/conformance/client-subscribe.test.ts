import { once } from 'node:events';

import type { Message, Stan, SubscriptionOptions } from 'node-nats-streaming';
import { expect } from 'vitest';

import { within } from '../support/wait-for';
import { conformance } from './behaviour';
import { closeClient, publish, subscribe, withLibrary } from './lib-client';
import { getSubscriptions } from './monitoring-client';
import { uniqueId } from './stan-client';

const behaviour = conformance('client-subscribe');

function sequences(messages: readonly Message[]): number[] {
  return messages.map((message) => message.getSequence());
}

async function publishAll(client: Stan, channel: string, count: number): Promise<void> {
  for (let index = 1; index <= count; index++) await publish(client, channel, `${index}`);
}

behaviour(
  'a message has channel, sequence, data, time and no redelivery flag',
  async ({ target }) => {
    await withLibrary(target, async (open) => {
      const client = await open();
      const { received } = await subscribe(client, 'ticket:created', client.subscriptionOptions());
      await publish(client, 'ticket:created', '{"id":1}');

      const [message] = await received(1);

      expect([
        message?.getSubject(),
        message?.getSequence(),
        message?.getData(),
        message?.isRedelivered(),
      ]).toEqual(['ticket:created', 1, '{"id":1}', false]);
      expect(message?.getTimestamp().getFullYear()).toBeGreaterThanOrEqual(2020);
    });
  },
);

for (const [what, set, expected] of [
  ['new only', (options: SubscriptionOptions) => options, [4]],
  [
    'deliver all available',
    (options: SubscriptionOptions) => options.setDeliverAllAvailable(),
    [1, 2, 3, 4],
  ],
  [
    'start with last received',
    (options: SubscriptionOptions) => options.setStartWithLastReceived(),
    [3, 4],
  ],
  ['start at sequence', (options: SubscriptionOptions) => options.setStartAtSequence(2), [2, 3, 4]],
  [
    'start at time delta',
    (options: SubscriptionOptions) => options.setStartAtTimeDelta(600_000),
    [1, 2, 3, 4],
  ],
] as const) {
  behaviour(`start position: ${what}`, async ({ target }) => {
    await withLibrary(target, async (open) => {
      const client = await open();
      await publishAll(client, 'a', 3);
      const { received } = await subscribe(client, 'a', set(client.subscriptionOptions()));
      await publish(client, 'a', '4');

      expect(sequences(await received(expected.length))).toEqual(expected);
    });
  });
}

behaviour('auto ack: nothing stays pending', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();
    const { received } = await subscribe(client, 'a', client.subscriptionOptions());
    await publishAll(client, 'a', 3);
    await received(3);
    await target.settle();

    expect(await getSubscriptions(target, 'a')).toMatchObject([{ last_sent: 3, pending_count: 0 }]);
  });
});

behaviour('manual ack: messages stay pending until they are acked', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();
    const { received } = await subscribe(
      client,
      'a',
      client.subscriptionOptions().setManualAckMode(true),
    );
    await publishAll(client, 'a', 2);
    const [first] = await received(2);
    expect(await getSubscriptions(target, 'a')).toMatchObject([{ pending_count: 2 }]);

    first?.ack();
    await target.settle();

    expect(await getSubscriptions(target, 'a')).toMatchObject([{ pending_count: 1 }]);
  });
});

behaviour('manual ack: what is not acked comes again, flagged', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();
    const options = client.subscriptionOptions().setManualAckMode(true).setAckWait(1000);
    const { received } = await subscribe(client, 'a', options);
    await publishAll(client, 'a', 2);
    (await received(2))[0]?.ack();
    await target.settle();

    await target.elapse(1200);

    const [, , again] = await received(3);
    expect([again?.getSequence(), again?.isRedelivered(), again?.getData()]).toEqual([
      2,
      true,
      '2',
    ]);
  });
});

behaviour('max in flight holds messages back until an ack', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();
    const options = client.subscriptionOptions().setManualAckMode(true).setMaxInFlight(2);
    const { messages, received } = await subscribe(client, 'a', options);
    await publishAll(client, 'a', 3);
    await target.settle();
    expect(sequences(messages)).toEqual([1, 2]);

    messages[0]?.ack();

    expect(sequences(await received(3))).toEqual([1, 2, 3]);
  });
});

behaviour('a queue group shares messages between clients', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const [one, other] = [await open(), await open()];
    const members = [
      await subscribe(one, 'a', one.subscriptionOptions(), 'q'),
      await subscribe(other, 'a', other.subscriptionOptions(), 'q'),
    ];
    await publishAll(one, 'a', 10);
    await target.settle();

    const seen = members.flatMap((member) => sequences(member.messages)).sort((a, b) => a - b);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(Math.min(...members.map((member) => member.messages.length))).toBeGreaterThan(0);
  });
});

behaviour('unsubscribe: the event comes, and the subscription is gone', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();
    const { subscription } = await subscribe(client, 'a', client.subscriptionOptions());
    const unsubscribed = once(subscription, 'unsubscribed');

    subscription.unsubscribe();
    await within('unsubscribed', unsubscribed);

    expect(await getSubscriptions(target, 'a')).toEqual([]);
  });
});

behaviour('close: the event comes, and a durable stays, offline', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();
    const { subscription } = await subscribe(
      client,
      'a',
      client.subscriptionOptions().setDurableName('d'),
    );
    const closed = once(subscription, 'closed');

    subscription.close();
    await within('closed', closed);

    expect(await getSubscriptions(target, 'a')).toMatchObject([
      { durable_name: 'd', is_offline: true },
    ]);
  });
});

behaviour(
  'a durable goes on where the client left off, after the client closed and came again',
  async ({ target }) => {
    await withLibrary(target, async (open) => {
      const clientId = uniqueId('lib');
      const publisher = await open();
      const before = await open({ clientId });
      const options = (client: Stan): SubscriptionOptions =>
        client
          .subscriptionOptions()
          .setDurableName('d')
          .setDeliverAllAvailable()
          .setManualAckMode(true);
      const first = await subscribe(before, 'a', options(before));
      await publishAll(publisher, 'a', 2);
      (await first.received(2))[0]?.ack();
      await target.settle();
      await closeClient(before);
      await publish(publisher, 'a', '3');

      const after = await open({ clientId });
      const { received } = await subscribe(after, 'a', options(after));

      const messages = await received(2);
      expect(messages.map((message) => [message.getSequence(), message.isRedelivered()])).toEqual([
        [2, true],
        [3, false],
      ]);
    });
  },
);

behaviour('a second live durable: the error comes', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();
    await subscribe(client, 'a', client.subscriptionOptions().setDurableName('d'));

    await expect(
      subscribe(client, 'a', client.subscriptionOptions().setDurableName('d')),
    ).rejects.toThrow('stan: duplicate durable registration');
  });
});

behaviour(
  'the listener of the course: queue group, durable, all available, manual ack',
  async ({ target }) => {
    await withLibrary(target, async (open) => {
      const publisher = await open();
      await publishAll(publisher, 'ticket:created', 3);
      const options = (client: Stan): SubscriptionOptions =>
        client
          .subscriptionOptions()
          .setManualAckMode(true)
          .setDeliverAllAvailable()
          .setDurableName('accounting-service');
      const listener = await open();
      const first = await subscribe(
        listener,
        'ticket:created',
        options(listener),
        'accounting-service-queue-group',
      );
      for (const message of await first.received(3)) message.ack();
      await target.settle();
      await closeClient(listener);
      await publish(publisher, 'ticket:created', '4');

      const next = await open();
      const { received } = await subscribe(
        next,
        'ticket:created',
        options(next),
        'accounting-service-queue-group',
      );

      expect(sequences(await received(1))).toEqual([4]);
    });
  },
);
