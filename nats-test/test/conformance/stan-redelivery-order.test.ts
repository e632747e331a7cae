import { expect } from 'vitest';

import { conformance } from './behaviour';
import { type Delivery, textsOf } from './stan-client';

const behaviour = conformance('stan-redelivery-order');

/** `3` as it came first, `3 again` when redelivered. */
function story(deliveries: readonly Delivery[]): string[] {
  return deliveries.map(({ sequence, redelivered }) =>
    redelivered ? `${sequence} again` : String(sequence),
  );
}

behaviour(
  'what a limit took makes room at once: new messages come before the rest is redelivered',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { maxInFlight: 3, ackWaitInSecs: 1 });
    for (const text of ['1', '2', '3', '4', '5']) await client.publish('a', text);
    expect(textsOf(await subscription.take(3))).toEqual(['1', '2', '3']);

    await target.elapse(1200);
    await settled(client);

    expect(story(subscription.deliveries)).toEqual(['4', '5', '3 again']);
  },
  { args: ['-mm', '3'] },
);

behaviour(
  'what age took makes room when its redelivery would have been due, and not before',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { maxInFlight: 3, ackWaitInSecs: 1 });
    await client.publishAll('a', ['1', '2']);
    await target.elapse(800);
    await client.publishAll('a', ['3', '4', '5']);
    await target.elapse(1200);
    await settled(client);

    // 1 and 2 come again after 1 s and are gone after 1.5 s; 3 is due before they are.
    expect(story(subscription.deliveries)).toEqual([
      '1',
      '2',
      '3',
      '1 again',
      '2 again',
      '3 again',
      '4',
      '5',
    ]);
  },
  { args: ['-ma', '1500ms'] },
);

behaviour(
  'a member whose message goes to another one gets a new one at once',
  async ({ target, stan, settled }) => {
    const client = await stan();
    const terms = { qGroup: 'q', ackWaitInSecs: 1 };
    const inbox = '_INBOX.both';
    const full = await client.subscribe('a', { ...terms, maxInFlight: 3, inbox });
    await client.publishAll('a', ['1', '2', '3', '4']);
    await full.take(3);
    // It takes what is left, and has no redelivery of its own in this test.
    await client.subscribe('a', { qGroup: 'q', ackWaitInSecs: 30, maxInFlight: 1, inbox });
    await client.publishAll('a', ['5', '6', '7']);
    await full.take(1);

    await target.elapse(1200);
    await settled(client);

    expect(story(full.deliveries)).toEqual(['1 again', '2 again', '5', '3 again', '6']);
  },
);
