import type { Delivery, StanSubscription } from '../../../conformance/stan-client';
import type { SubscriptionRequest } from '../../../support/stan-wire';
import { events, type SabotageStage, type Sights } from '../stage';

/** A subscription that was there before so many events were published. */
async function listen(
  stage: SabotageStage,
  count: number,
  fields: SubscriptionRequest = {},
): Promise<StanSubscription> {
  const client = await stage.client('one');
  const subscription = await client.subscribe('a', { ackWaitInSecs: 1, ...fields });
  await client.publishAll('a', events(count));
  await stage.settle();
  return subscription;
}

/** Members of the group `q`, of different clients. */
async function group(
  stage: SabotageStage,
  names: readonly string[],
  fields: SubscriptionRequest = {},
): Promise<StanSubscription[]> {
  const members: StanSubscription[] = [];
  for (const name of names) {
    const client = await stage.client(name);
    members.push(await client.subscribe('a', { qGroup: 'q', ...fields }));
  }
  return members;
}

async function publish(stage: SabotageStage, count: number): Promise<void> {
  const client = await stage.client('publisher');
  for (const event of events(count)) await client.publish('a', event);
  await stage.settle();
}

function numbers(deliveries: readonly Delivery[]): number[] {
  return deliveries.map(({ sequence }) => sequence);
}

export const deliveries: Sights = {
  'skips-deliveries': {
    look: async (stage) => {
      const subscription = await listen(stage, 21);
      await stage.advance('1s');
      return numbers(subscription.deliveries).filter((sequence) => sequence >= 19);
    },
    right: [19, 20, 21, 19, 20, 21],
    wrong: [19, 21, 19, 21],
  },
  'redelivers-another-payload': {
    look: async (stage) => {
      const { deliveries } = await listen(stage, 3);
      await stage.advance('1s');
      // The first event has none before it, so the third one that has is in the next round.
      await stage.advance('1s');
      return deliveries.slice(3).map(({ sequence, data }) => `${sequence} ${data.toString()}`);
    },
    right: ['1 e1', '2 e2', '3 e3', '1 e1', '2 e2', '3 e3'],
    wrong: ['1 e1', '2 e2', '3 e3', '1 e1', '2 e1', '3 e3'],
  },
  'swaps-deliveries': {
    look: async (stage) => {
      const { deliveries } = await listen(stage, 11);
      return numbers(deliveries).slice(8);
    },
    right: [9, 10, 11],
    wrong: [9, 11, 10],
  },
  'forgets-acks': {
    look: async (stage) => {
      const subscription = await listen(stage, 3);
      for (const sequence of [1, 2, 3]) subscription.ack(sequence);
      await stage.advance('1s');
      subscription.ack(3);
      await stage.advance('1s');
      return numbers(subscription.deliveries);
    },
    right: [1, 2, 3],
    wrong: [1, 2, 3, 3],
  },
  'redelivers-early': {
    look: async (stage) => {
      const { deliveries } = await listen(stage, 1);
      await stage.advance('600ms');
      return deliveries.map(({ redeliveryCount }) => redeliveryCount);
    },
    right: [0],
    wrong: [0, 1],
  },
  'never-redelivers': {
    look: async (stage) => {
      const { deliveries } = await listen(stage, 1);
      await stage.advance('3s');
      return deliveries.map(({ redeliveryCount }) => redeliveryCount);
    },
    right: [0, 1, 2, 3],
    wrong: [0],
  },
  'forgets-the-flag': {
    look: async (stage) => {
      const { deliveries } = await listen(stage, 1);
      await stage.advance('1s');
      return deliveries.map(({ redelivered }) => redelivered);
    },
    right: [false, true],
    wrong: [false, false],
  },
  'flags-what-is-new': {
    look: async (stage) => {
      const { deliveries } = await listen(stage, 11);
      return deliveries.filter(({ redelivered }) => redelivered).map(({ sequence }) => sequence);
    },
    right: [],
    wrong: [10],
  },
  'miscounts-redeliveries': {
    look: async (stage) => {
      const { deliveries } = await listen(stage, 1);
      await stage.advance('1s');
      return deliveries.map(({ redeliveryCount }) => redeliveryCount);
    },
    right: [0, 1],
    wrong: [0, 2],
  },
  'delivers-to-two-members': {
    look: async (stage) => {
      const members = await group(stage, ['one', 'two']);
      await publish(stage, 6);
      return members.flatMap(({ deliveries }) => numbers(deliveries)).sort();
    },
    right: [1, 2, 3, 4, 5, 6],
    wrong: [1, 2, 3, 4, 5, 5, 6],
  },
  'favours-one-member': {
    look: async (stage) => {
      const members = await group(stage, ['one', 'two'], { maxInFlight: 5 });
      await publish(stage, 6);
      return members.map(({ deliveries }) => deliveries.length);
    },
    right: [3, 3],
    wrong: [5, 1],
  },
  'ignores-max-in-flight': {
    look: async (stage) => {
      const { deliveries } = await listen(stage, 3, { maxInFlight: 1 });
      return numbers(deliveries);
    },
    right: [1],
    wrong: [1, 2, 3],
  },
  'shares-among-groups': {
    look: async (stage) => {
      const [first] = await group(stage, ['one']);
      const [second] = await group(stage, ['two'], { qGroup: 'another' });
      await publish(stage, 4);
      await stage.advance('40s');
      return [first, second].map((member) => [...new Set(numbers(member?.deliveries ?? []))]);
    },
    right: [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ],
    wrong: [
      [1, 2, 3, 4],
      [1, 3],
    ],
  },
  'renumbers-versions': {
    look: async (stage) => {
      const client = await stage.client('one');
      const { deliveries } = await client.subscribe('a');
      for (const event of events(21)) {
        const version = Number(event.slice(1));
        await client.publish('a', JSON.stringify({ value: event, entity: 'ann', version }));
      }
      await client.publish('a', JSON.stringify({ value: 'e22', entity: 'bob', version: 22 }));
      await stage.settle();
      return deliveries.slice(18).map(({ data }) => Number(/\d+(?=})/.exec(data.toString())?.[0]));
    },
    right: [19, 20, 21, 22],
    wrong: [19, 19, 20, 22],
  },
};
