import { recordOf } from '../recovered-subscription';
import type {
  ChannelLimits,
  RecoveredSubscription,
  StoredSubscription,
  SubscriptionStore,
} from '../store';

/** Writes nothing down: the subscriptions themselves know all that a restart asks for. */
export class MemorySubscriptionStore implements SubscriptionStore {
  private readonly limits: ChannelLimits;
  private readonly byId = new Map<number, StoredSubscription>();
  private lastId = 0;

  constructor(limits: ChannelLimits) {
    this.limits = limits;
  }

  /** By ID, rising: in the order in which they were created. */
  recover(): RecoveredSubscription[] {
    return [...this.byId.values()].map((it) => ({
      ...recordOf(it),
      pending: it.pending.bySequence().map(({ sequence }) => sequence),
    }));
  }

  create(subscription: StoredSubscription): boolean {
    const { subscriptionsMax } = this.limits;
    if (subscriptionsMax > 0 && this.byId.size >= subscriptionsMax) return false;
    subscription.id = ++this.lastId;
    this.byId.set(subscription.id, subscription);
    return true;
  }

  update(): void {
    // The subscription itself knows.
  }

  adopt(subscription: StoredSubscription): void {
    this.byId.set(subscription.id, subscription);
  }

  delete(id: number): void {
    this.byId.delete(id);
  }

  addPending(): void {
    // The subscription itself knows.
  }

  ackPending(): void {
    // The subscription itself knows.
  }
}
