import { expect } from 'vitest';

import { wire } from '../support/stan-wire';
import { conformance } from './behaviour';

const behaviour = conformance('stan-leave');

for (const how of ['close', 'unsubscribe'] as const) {
  behaviour(`${how}: the answer is an empty message`, async ({ stan }) => {
    const subscription = await (await stan()).subscribe('a');

    expect(await subscription[how]()).toHaveLength(0);
  });

  behaviour(`${how}: nothing more is delivered`, async ({ stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a');
    await subscription[how]();

    await client.publish('a');
    await settled(client);

    expect(subscription.deliveries).toHaveLength(0);
  });

  behaviour(`${how}: what was pending is not redelivered`, async ({ target, stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    await client.publish('a');
    await subscription.next();
    await subscription[how]();

    await target.elapse(1300);
    await settled(client);

    expect(subscription.deliveries).toHaveLength(0);
  });

  behaviour(`${how}: other subscriptions of the client stay`, async ({ stan }) => {
    const client = await stan();
    const [goes, stays] = [await client.subscribe('a'), await client.subscribe('a')];
    await goes[how]();

    await client.publish('a');

    expect(await stays.takeSequences(1)).toEqual([1]);
  });

  behaviour(`${how}: a second time is an invalid subscription`, async ({ stan }) => {
    const subscription = await (await stan()).subscribe('a');
    await subscription[how]();

    expect(wire.subscriptionResponse.decode(await subscription[how]()).error).toBe(
      'stan: invalid subscription',
    );
  });

  behaviour(
    `${how}: acks sent before it are dealt with before it`,
    async ({ target, stan, settled }) => {
      const client = await stan();
      const subscription = await client.subscribe('a', { durableName: 'd', ackWaitInSecs: 1 });
      await client.publishAll('a', ['1', '2', '3']);
      for (const { sequence } of await subscription.take(3)) subscription.ack(sequence);
      await subscription[how]();

      const resumed = await client.subscribe('a', { durableName: 'd', ackWaitInSecs: 1 });
      await target.elapse(1200);
      await settled(client);

      expect(resumed.deliveries).toHaveLength(0);
    },
  );

  const subjectOf = how === 'close' ? 'subCloseRequests' : 'unsubRequests';
  for (const [what, request, error] of [
    ['an unknown channel', { subject: 'nowhere' }, 'stan: invalid subscription'],
    ['an unknown ack inbox', { inbox: '_INBOX.nobody' }, 'stan: invalid subscription'],
    ['an unknown client', { clientID: 'nobody' }, 'stan: unknown clientID'],
    ['another client of the server', { clientID: 'other' }, 'stan: unknown clientID'],
  ] as const) {
    behaviour(`${how} of ${what}: ${error}`, async ({ stan }) => {
      const client = await stan();
      await stan({ clientId: 'other' });
      const { ackInbox } = await client.subscribe('a');
      const bytes = wire.unsubscribeRequest.encode({
        clientID: client.clientId,
        subject: 'a',
        inbox: ackInbox,
        ...request,
      });

      const answer = await client.nats.request(client.server[subjectOf], bytes);

      expect(answer).toEqual(wire.subscriptionResponse.encode({ error }));
    });
  }

  behaviour(
    `${how} with the client's own inbox instead of the ack inbox: stan: invalid subscription`,
    async ({ stan }) => {
      const client = await stan();
      const { inbox } = await client.subscribe('a');
      const bytes = wire.unsubscribeRequest.encode({
        clientID: client.clientId,
        subject: 'a',
        inbox,
      });

      const answer = await client.nats.request(client.server[subjectOf], bytes);

      expect(wire.subscriptionResponse.decode(answer).error).toBe('stan: invalid subscription');
    },
  );

  behaviour(`${how} that is no protobuf is refused`, async ({ stan }) => {
    const client = await stan();

    const answer = await client.nats.request(client.server[subjectOf], 'garbage');

    expect(wire.subscriptionResponse.decode(answer).error).toBe(
      'stan: invalid unsubscribe request',
    );
  });
}

behaviour('a plain subscription that was left starts anew', async ({ stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a');
  await client.publish('a', '1');
  await subscription.close();
  await client.publish('a', '2');

  const anew = await client.subscribe('a');
  await settled(client);
  expect(anew.deliveries).toHaveLength(0);
  await client.publish('a', '3');

  expect(await anew.takeSequences(1)).toEqual([3]);
});
