import { expect } from 'vitest';

import { type SubscriptionRequest, wire } from '../support/stan-wire';
import { conformance } from './behaviour';
import { uniqueId } from './stan-client';

const behaviour = conformance('stan-subscribe-validation');

/** Every fault that a subscription request can have, in the order in which the server looks for them. */
const FAULTS: readonly { what: string; fields: SubscriptionRequest; error: string }[] = [
  { what: 'no client ID', fields: { clientID: '' }, error: 'stan: clientID missing' },
  {
    what: 'an ack wait of 0',
    fields: { ackWaitInSecs: 0 },
    error: 'stan: invalid ack wait time, should be >= 1s',
  },
  {
    what: 'a max in flight of 0',
    fields: { maxInFlight: 0 },
    error: 'stan: invalid MaxInflight, should be >= 1',
  },
  {
    what: 'an unknown start position',
    fields: { startPosition: 5 },
    error: 'stan: invalid start position',
  },
  { what: 'a bad channel name', fields: { subject: 'a.*' }, error: 'stan: invalid subject' },
  {
    what: 'an unknown client ID',
    fields: { clientID: 'nobody' },
    error: "can't find clientID: nobody",
  },
];

for (const [index, fault] of FAULTS.entries()) {
  behaviour(`a subscription with ${fault.what} is refused`, async ({ stan }) => {
    const client = await stan();

    expect(await client.requestSubscription('a', fault.fields)).toEqual({
      ackInbox: '',
      error: fault.error,
    });
  });

  const next = FAULTS[index + 1];
  // An unknown client ID can't be missing at the same time.
  const fields = next === undefined ? undefined : { ...next.fields, ...fault.fields };
  if (next !== undefined) {
    behaviour(`${fault.what} is found before ${next.what}`, async ({ stan }) => {
      const client = await stan();

      expect((await client.requestSubscription('a', fields)).error).toBe(fault.error);
    });
  }
}

for (const fault of [
  {
    what: 'a negative ack wait',
    fields: { ackWaitInSecs: -1 },
    error: 'stan: invalid ack wait time, should be >= 1s',
  },
  {
    what: 'a negative max in flight',
    fields: { maxInFlight: -1 },
    error: 'stan: invalid MaxInflight, should be >= 1',
  },
  {
    what: 'a negative start position',
    fields: { startPosition: -1 },
    error: 'stan: invalid start position',
  },
  { what: 'no channel name', fields: { subject: '' }, error: 'stan: invalid subject' },
]) {
  behaviour(`a subscription with ${fault.what} is refused`, async ({ stan }) => {
    const client = await stan();

    expect((await client.requestSubscription('a', fault.fields)).error).toBe(fault.error);
  });
}

behaviour('a subscription request that is no protobuf is refused', async ({ stan }) => {
  const client = await stan();

  const bytes = await client.nats.request(client.server.subRequests, 'garbage');

  expect(wire.subscriptionResponse.decode(bytes).error).toBe('stan: invalid subscription request');
});

behaviour('an empty subscription request is one without client ID', async ({ stan }) => {
  const client = await stan();

  const bytes = await client.nats.request(client.server.subRequests, '');

  expect(wire.subscriptionResponse.decode(bytes).error).toBe('stan: clientID missing');
});

behaviour('a client that has closed is no longer known', async ({ stan }) => {
  const clientId = uniqueId('client');
  const client = await stan({ clientId });
  await client.close();

  expect((await client.requestSubscription('a')).error).toBe(`can't find clientID: ${clientId}`);
});

behaviour('a subscription without inbox is not refused', async ({ stan }) => {
  const client = await stan();

  expect((await client.requestSubscription('a', { inbox: '' })).error).toBe('');
});

behaviour(
  'a good subscription is answered with an ack inbox and nothing else',
  async ({ stan }) => {
    const client = await stan();

    const bytes = await client.nats.request(
      client.server.subRequests,
      client.encodeSubscriptionRequest('a'),
    );

    const { ackInbox, error } = wire.subscriptionResponse.decode(bytes);
    expect(error).toBe('');
    expect(ackInbox).toMatch(/^[^\s.*>]+(\.[^\s.*>]+)+$/);
    expect(bytes).toEqual(wire.subscriptionResponse.encode({ ackInbox }));
  },
);

behaviour('every subscription has an ack inbox of its own', async ({ stan }) => {
  const client = await stan();

  const [one, other] = [await client.subscribe('a'), await client.subscribe('a')];

  expect(one.ackInbox).not.toBe(other.ackInbox);
});

behaviour('max in flight and ack wait have no upper bound', async ({ stan }) => {
  const client = await stan();

  const answer = await client.requestSubscription('a', {
    maxInFlight: 2_147_483_647,
    ackWaitInSecs: 2_147_483_647,
  });

  expect(answer.error).toBe('');
});

behaviour('a durable name of a queue subscription holds no colon', async ({ stan }) => {
  const client = await stan();

  const answer = await client.requestSubscription('a', { qGroup: 'q', durableName: 'a:b' });

  expect(answer.error).toBe(
    "stan: durable name of a durable queue subscriber can't contain the character ':'",
  );
});

behaviour(
  'a durable name without queue may hold a colon, and so may a queue name',
  async ({ stan }) => {
    const client = await stan();

    expect((await client.requestSubscription('a', { durableName: 'a:b' })).error).toBe('');
    expect((await client.requestSubscription('a', { qGroup: 'a:b', durableName: 'd' })).error).toBe(
      '',
    );
  },
);

behaviour(
  'a refused subscription leaves a channel behind when its name was good',
  async ({ target, stan }) => {
    const client = await stan();
    await client.requestSubscription('left-behind', { clientID: 'nobody' });

    const answer = await fetch(`${target.monitoringUrl}/streaming/channelsz`);

    expect(await answer.json()).toMatchObject({ names: ['left-behind'] });
  },
);
