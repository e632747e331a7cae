import { expect } from 'vitest';

import { waitFor } from '../support/wait-for';
import { conformance } from './behaviour';
import { publish, subscribe, withLibrary } from './lib-client';

const behaviour = conformance('client-publish');

behaviour('a publish is acked with its guid', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();

    const acked: (string | undefined)[] = [];
    const guid = client.publish('ticket:created', '{"id":1}', (error, ackedGuid) => {
      acked.push(error === undefined ? ackedGuid : error.message);
    });
    await waitFor('the ack', () => acked.at(0));

    expect(acked).toEqual([guid]);
  });
});

behaviour('a bad channel name is refused', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();

    await expect(publish(client, 'a/b', 'x')).rejects.toThrow('stan: invalid publish request');
  });
});

behaviour('text, bytes and nothing arrive as sent', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();
    const { received } = await subscribe(client, 'a', client.subscriptionOptions());
    await publish(client, 'a', 'grüße');
    await publish(client, 'a', Buffer.from([0, 255, 13, 10]));
    await publish(client, 'a', '');

    const messages = await received(3);

    expect(messages.map((message) => message.getRawData().toString('hex'))).toEqual([
      Buffer.from('grüße').toString('hex'),
      '00ff0d0a',
      '',
    ]);
    expect(messages[0]?.getData()).toBe('grüße');
  });
});

behaviour(
  '1,000 messages without waiting for acks are all acked and arrive in order',
  async ({ target }) => {
    await withLibrary(target, async (open) => {
      const client = await open();
      const { received } = await subscribe(client, 'a', client.subscriptionOptions());
      const sent = Array.from({ length: 1000 }, (_, index) => `message ${index}`);

      await Promise.all(sent.map((data) => publish(client, 'a', data)));

      expect((await received(1000)).map((message) => message.getData())).toEqual(sent);
    });
  },
);
