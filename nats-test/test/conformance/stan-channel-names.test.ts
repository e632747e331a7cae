import { expect } from 'vitest';

import { conformance } from './behaviour';

const behaviour = conformance('stan-channel-names');

for (const name of [
  'a',
  'ticket:created',
  'a.b.c',
  'A-b_c',
  'tïcket',
  '$x',
  'a|b',
  'x'.repeat(300),
]) {
  behaviour(
    `channel name ${name.slice(0, 20)} of ${name.length} letters is good`,
    async ({ stan }) => {
      const client = await stan();
      const subscription = await client.subscribe(name);

      expect((await client.publish(name, 'x')).error).toBe('');

      expect((await subscription.next()).subject).toBe(name);
    },
  );
}

for (const name of ['a/b', '/', 'a.*', '*', 'a*b', 'a.>', '>', '.a', 'a.', 'a..b', '.']) {
  behaviour(`channel name ${name} is refused on publish`, async ({ stan }) => {
    const client = await stan();

    // The NATS subject is a good one: only the name inside of the message is not.
    const ack = await client.publish('good', 'x', { subject: name });

    expect(ack.error).toBe('stan: invalid publish request');
  });

  behaviour(`channel name ${name} is refused on subscribe`, async ({ stan }) => {
    const client = await stan();

    expect(await client.requestSubscription(name)).toEqual({
      ackInbox: '',
      error: 'stan: invalid subject',
    });
  });
}

behaviour(
  'a channel name may hold blanks and line ends, since it travels inside of the message',
  async ({ stan }) => {
    const client = await stan();

    const ack = await client.publish('good', 'x', { subject: 'a b\nc' });

    expect(ack.error).toBe('');
  },
);

behaviour('channel names are case sensitive', async ({ stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('Ticket');

  await client.publish('ticket');
  await settled(client);

  expect(subscription.deliveries).toHaveLength(0);
});
