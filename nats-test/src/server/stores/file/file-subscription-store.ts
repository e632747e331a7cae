import type {
  ChannelLimits,
  RecoveredSubscription,
  StoredSubscription,
  SubscriptionStore,
} from '../store';
import { recordOf } from '../recovered-subscription';
import type { Changes } from './database';
import { allPending, lastSentKey, pendingKey, subscriptionKey } from './keys';
import { PendingChunks } from './pending-chunks';
import type { Sealer } from './sealed';

const LAST_SENT_BYTES = 6;

/** A subscription, and what of it is not on disk yet. */
interface Kept {
  /** Undefined between a recovery and `adopt`. */
  subscription: StoredSubscription | undefined;
  hasChanged: boolean;
  /** As it is on disk. */
  lastSent: number;
  readonly pending: PendingChunks;
}

/** The subscriptions of a channel on disk, and in memory what has changed since they were written. */
export class FileSubscriptionStore implements SubscriptionStore {
  /** The highest ID that was ever given. */
  lastId = 0;

  private readonly limits: ChannelLimits;
  private readonly channelId: number;
  private readonly sealer: Sealer;
  private readonly onChange: () => void;
  private readonly byId = new Map<number, Kept>();
  private changed = new Set<number>();
  private deleted: number[] = [];

  /** @param onChange called when there is something to write */
  constructor(limits: ChannelLimits, channelId: number, sealer: Sealer, onChange: () => void) {
    this.limits = limits;
    this.channelId = channelId;
    this.sealer = sealer;
    this.onChange = onChange;
  }

  /** Begins with what is on disk. */
  recover(lastId: number, subscriptions: readonly RecoveredSubscription[]): void {
    this.lastId = lastId;
    for (const { id, lastSent, pending } of subscriptions) {
      const kept = { ...newlyKept(undefined), hasChanged: false, lastSent };
      kept.pending.recover(pending);
      this.byId.set(id, kept);
    }
  }

  create(subscription: StoredSubscription): boolean {
    const { subscriptionsMax } = this.limits;
    if (subscriptionsMax > 0 && this.byId.size >= subscriptionsMax) return false;
    subscription.id = ++this.lastId;
    this.byId.set(subscription.id, newlyKept(subscription));
    this.changes(subscription.id);
    return true;
  }

  update({ id }: StoredSubscription): void {
    const kept = this.byId.get(id);
    if (!kept) return;
    kept.hasChanged = true;
    this.changes(id);
  }

  adopt(subscription: StoredSubscription): void {
    const kept = this.byId.get(subscription.id);
    if (kept) kept.subscription = subscription;
  }

  delete(id: number): void {
    if (!this.byId.delete(id)) return;
    this.changed.delete(id);
    this.deleted.push(id);
    this.onChange();
  }

  addPending(id: number, sequence: number): void {
    this.byId.get(id)?.pending.add(sequence);
    this.changes(id);
  }

  ackPending(id: number, sequence: number): void {
    this.byId.get(id)?.pending.delete(sequence);
    this.changes(id);
  }

  /** Adds what has changed to what is written. */
  write(changes: Changes): void {
    const { channelId } = this;
    for (const id of this.deleted) {
      changes.remove(subscriptionKey(channelId, id));
      changes.remove(lastSentKey(channelId, id));
      changes.removeStartingWith(allPending(channelId, id));
    }
    for (const id of this.changed) {
      const kept = this.byId.get(id);
      if (kept?.subscription) this.writeOne(changes, id, kept, kept.subscription);
    }
  }

  /** What has changed is written. */
  written(): void {
    for (const id of this.changed) {
      const kept = this.byId.get(id);
      if (!kept?.subscription) continue;
      kept.hasChanged = false;
      kept.lastSent = kept.subscription.lastSent;
      kept.pending.written();
    }
    this.changed.clear();
    this.deleted = [];
  }

  private writeOne(changes: Changes, id: number, kept: Kept, now: StoredSubscription): void {
    const { channelId, sealer } = this;
    if (kept.hasChanged) {
      const key = subscriptionKey(channelId, id);
      changes.put(key, sealer.seal(key, Buffer.from(JSON.stringify(recordOf(now)))));
    }
    if (now.lastSent !== kept.lastSent) {
      const key = lastSentKey(channelId, id);
      const lastSent = Buffer.alloc(LAST_SENT_BYTES);
      lastSent.writeUIntBE(now.lastSent, 0, LAST_SENT_BYTES);
      changes.put(key, sealer.seal(key, lastSent));
    }
    kept.pending.write(changes, sealer, (first) => pendingKey(channelId, id, first));
  }

  private changes(id: number): void {
    this.changed.add(id);
    this.onChange();
  }
}

function newlyKept(subscription: StoredSubscription | undefined): Kept {
  return { subscription, hasChanged: true, lastSent: 0, pending: new PendingChunks() };
}
