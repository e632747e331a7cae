import { sequencesOf } from '../../../conformance/stan-client';
import { StartPosition, type SubscriptionRequest } from '../../../support/stan-wire';
import { events, type SabotageStage, type Sights } from '../stage';

const DURABLE = { durableName: 'd' };

/**
 * A durable that gets and acknowledges four events, leaves, and comes back after four more.
 * @returns what it gets then, `*` for what is flagged
 */
async function resume(stage: SabotageStage, how: 'close' | 'unsubscribe'): Promise<string[]> {
  const client = await stage.client('one');
  const before = await client.subscribe('a', DURABLE);
  await client.publishAll('a', events(4));
  await stage.settle();
  for (const { sequence } of before.deliveries) before.ack(sequence);
  await (how === 'close' ? before.close() : before.unsubscribe());
  await client.publishAll('a', events(4, 5));
  const after = await client.subscribe('a', DURABLE);
  await stage.settle();
  return after.deliveries.map(
    ({ sequence, redelivered }) => `${sequence}${redelivered ? '*' : ''}`,
  );
}

/** What a subscription begins with when there are four events. */
async function begin(stage: SabotageStage, fields: SubscriptionRequest): Promise<number[]> {
  const client = await stage.client('one');
  await client.publishAll('a', events(4));
  const { deliveries } = await client.subscribe('a', fields);
  await stage.settle();
  return sequencesOf(deliveries);
}

export const subscriptions: Sights = {
  'forgets-durables': {
    look: (stage) => resume(stage, 'close'),
    right: ['5', '6', '7', '8'],
    wrong: [],
  },
  'resumes-too-far': {
    look: (stage) => resume(stage, 'close'),
    right: ['5', '6', '7', '8'],
    wrong: [],
  },
  'forgets-acks-of-durables': {
    look: (stage) => resume(stage, 'close'),
    right: ['5', '6', '7', '8'],
    wrong: ['2*', '3*', '4*', '5', '6', '7', '8'],
  },
  'keeps-the-unsubscribed': {
    look: (stage) => resume(stage, 'unsubscribe'),
    right: [],
    wrong: ['5', '6', '7', '8'],
  },
  'starts-at-the-first': {
    look: (stage) => begin(stage, { startPosition: StartPosition.newOnly }),
    right: [],
    wrong: [1, 2, 3, 4],
  },
  'starts-one-too-late': {
    look: (stage) => begin(stage, { startPosition: StartPosition.sequence, startSequence: 2 }),
    right: [2, 3, 4],
    wrong: [3, 4],
  },
  'keeps-the-closed': {
    look: async (stage) => {
      const client = await stage.client('one');
      const subscription = await client.subscribe('a');
      const answer = await subscription.close();
      await client.publish('a', 'e1');
      await stage.settle();
      return { answer: answer.length, deliveries: subscription.deliveries.length };
    },
    right: { answer: 0, deliveries: 0 },
    wrong: { answer: 0, deliveries: 1 },
  },
};
