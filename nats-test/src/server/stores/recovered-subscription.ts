import type { RecoveredSubscription, StoredSubscription } from './store';

/** What a restart brings back of a subscription, but for what is pending. */
export type SubscriptionRecord = Omit<RecoveredSubscription, 'pending'>;

/** What is to be kept of a subscription as it is now. */
export function recordOf(it: StoredSubscription): SubscriptionRecord {
  return {
    id: it.id,
    lastSent: it.lastSent,
    // A durable group without members belongs to nobody.
    clientId: it.clientId === '' && it.groupName === '' ? it.formerClientId : it.clientId,
    isOffline: it.clientId === '',
    inbox: it.inbox,
    ackInbox: it.ackInbox,
    maxInFlight: it.maxInFlight,
    ackWaitSecs: it.ackWaitSecs,
    durableName: it.durableName,
    isDurable: it.isDurable,
    groupName: it.groupName,
  };
}
