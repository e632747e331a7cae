import type { ChannelLimits, StoredSubscription, SubscriptionStore } from '../store';

/** Only counts: whoever asks has the rest in memory already. */
export class MemorySubscriptionStore implements SubscriptionStore {
  private readonly limits: ChannelLimits;
  private readonly ids = new Set<number>();
  private lastId = 0;

  constructor(limits: ChannelLimits) {
    this.limits = limits;
  }

  create(subscription: StoredSubscription): boolean {
    const { subscriptionsMax } = this.limits;
    if (subscriptionsMax > 0 && this.ids.size >= subscriptionsMax) return false;
    subscription.id = ++this.lastId;
    this.ids.add(subscription.id);
    return true;
  }

  update(): void {
    // Nothing is kept that could differ.
  }

  delete(id: number): void {
    this.ids.delete(id);
  }

  addPending(): void {
    // The subscription itself knows.
  }

  ackPending(): void {
    // The subscription itself knows.
  }
}
