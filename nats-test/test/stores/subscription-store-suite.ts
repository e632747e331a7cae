import { describe, expect, it } from 'vitest';
import type { SubscriptionStore } from '../../src/server/stores/store';
import { createChannel, openStore, type StoreFactory } from './store-factory';
import { newSubscription } from './stored-subscriptions';

/** Creates a subscription. @returns its ID, or undefined when it was refused */
function create(subscriptions: SubscriptionStore): number | undefined {
  const subscription = newSubscription();
  return subscriptions.create(subscription) ? subscription.id : undefined;
}

/** What every store must do with subscriptions; the contract is `SubscriptionStore`. */
export function describeSubscriptionStore(kind: string, factory: StoreFactory): void {
  const open = async (subscriptionsMax: number): Promise<SubscriptionStore> =>
    createChannel((await openStore(factory, { subscriptionsMax })).store).subscriptions;

  describe(`${kind}: subscriptions`, () => {
    it('get IDs from 1 on', async () => {
      const subscriptions = await open(0);

      expect([1, 2, 3].map(() => create(subscriptions))).toEqual([1, 2, 3]);
    });

    it('never get the ID of one that is gone', async () => {
      const subscriptions = await open(0);
      create(subscriptions);
      create(subscriptions);

      subscriptions.delete(2);

      expect(create(subscriptions)).toBe(3);
    });

    it('are refused over the limit, and keep the ID they had', async () => {
      const subscriptions = await open(1);
      create(subscriptions);
      const refused = newSubscription({ lastSent: 5 });

      expect(subscriptions.create(refused)).toBe(false);
      expect(refused).toMatchObject({ id: 0, lastSent: 5 });
    });

    it('have room again when one was deleted', async () => {
      const subscriptions = await open(1);
      create(subscriptions);

      subscriptions.delete(1);

      expect(create(subscriptions)).toBe(2);
    });

    it('make no room when one is deleted that is not there', async () => {
      const subscriptions = await open(1);
      create(subscriptions);

      subscriptions.delete(99);

      expect(create(subscriptions)).toBeUndefined();
    });

    it('are counted for each channel by itself', async () => {
      const { store } = await openStore(factory, { subscriptionsMax: 1 });
      const a = createChannel(store, 'a').subscriptions;
      const b = createChannel(store, 'b').subscriptions;

      expect([create(a), create(b)]).toEqual([1, 1]);
    });

    it('take pending messages and acks, known or not', async () => {
      const subscriptions = await open(0);
      const subscription = newSubscription();
      subscriptions.create(subscription);

      expect(() => {
        subscriptions.addPending(subscription.id, 1);
        subscriptions.ackPending(subscription.id, 1);
        subscriptions.ackPending(subscription.id, 99);
        subscriptions.update({ ...subscription, lastSent: 1 });
      }).not.toThrow();
    });
  });
}
