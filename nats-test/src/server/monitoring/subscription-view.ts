import type { Subscriptionz } from '../../protocol/monitoring';
import type { StreamingSubscription } from '../streaming/subscription';

/** One subscription as the monitoring shows it. */
export function viewSubscription(subscription: StreamingSubscription): Subscriptionz {
  const { durableName, group, isOffline } = subscription;
  return {
    client_id: isOffline ? subscription.formerClientId : subscription.clientId,
    inbox: subscription.inbox,
    ack_inbox: subscription.ackInbox,
    ...(durableName === '' ? {} : { durable_name: durableName }),
    ...(group ? { queue_name: group.name } : {}),
    is_durable: subscription.isDurable,
    is_offline: isOffline,
    max_inflight: subscription.maxInFlight,
    ack_wait: subscription.ackWaitSecs,
    last_sent: subscription.lastSent,
    pending_count: subscription.pending.count,
    is_stalled: subscription.stalled,
  };
}
