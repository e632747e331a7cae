import type { Timer } from '../../base/clock';
import type { ChannelStore } from '../stores/store';
import { removeFromList } from './list';
import { QueueGroup } from './queue-group';
import type { StreamingSubscription } from './subscription';

/** A channel: its messages, and who is subscribed to it. */
export class Channel {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly store: ChannelStore;
  /** Plain and durable subscriptions that are online. */
  readonly plain: StreamingSubscription[] = [];
  /** Durable ones outside of groups, online or not, by durable key. */
  readonly durables = new Map<string, StreamingSubscription>();
  readonly groups = new Map<string, QueueGroup>();
  /** Online ones, group members included. */
  readonly byAckInbox = new Map<string, StreamingSubscription>();
  /** Has messages that were not yet offered to its subscriptions. */
  dirty = false;
  /** What has brought its newest message; see `Turn.arrival`. */
  arrival = 0;
  lastActivityMs = 0;
  inactivityTimer: Timer | undefined;

  constructor(name: string, store: ChannelStore) {
    this.name = name;
    this.nameBytes = Buffer.from(name, 'utf8');
    this.store = store;
  }

  /** Whether a queue group shares its messages out. */
  get isShared(): boolean {
    if (this.groups.size === 0) return false;
    for (const { members } of this.groups.values()) if (members.length > 1) return true;
    return false;
  }

  get hasActiveSubscriptions(): boolean {
    return this.byAckInbox.size > 0;
  }

  /** As `/streaming/serverz` counts them: online ones, and durable ones that are offline. */
  get subscriptionCount(): number {
    return [...this.allSubscriptions()].length;
  }

  /** Online plain ones, offline durables, then group by group. */
  *allSubscriptions(): Generator<StreamingSubscription> {
    yield* this.plain;
    for (const durable of this.durables.values()) if (durable.isOffline) yield durable;
    for (const group of this.groups.values()) {
      yield* group.members;
      if (group.shadow) yield group.shadow;
    }
  }

  group(name: string): QueueGroup {
    let group = this.groups.get(name);
    if (!group) {
      group = new QueueGroup(name);
      this.groups.set(name, group);
    }
    return group;
  }

  /** Puts an online subscription where deliveries, acks and resuming clients find it. */
  add(subscription: StreamingSubscription): void {
    this.byAckInbox.set(subscription.ackInbox, subscription);
    if (subscription.group) {
      subscription.group.members.push(subscription);
    } else {
      this.plain.push(subscription);
      if (subscription.isDurable) {
        const key = durableKey(subscription.clientId, this.name, subscription.durableName);
        this.durables.set(key, subscription);
      }
    }
  }

  removePlain(subscription: StreamingSubscription): void {
    removeFromList(this.plain, subscription);
  }
}

/** What a durable subscription is known by. */
export function durableKey(clientId: string, channel: string, durableName: string): string {
  return `${clientId}-${channel}-${durableName}`;
}
