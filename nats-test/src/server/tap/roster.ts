import type { SubscriptionRequest } from '../../protocol/streaming/messages';
import type { RecoveredSubscription } from '../stores/store';

/** A subscription that is online: plain, durable, or a member of a queue group. */
export interface Listener {
  readonly clientId: string;
  readonly channel: string;
  /** Empty outside of queue groups. */
  readonly queue: string;
  readonly durable: string;
  readonly maxInFlight: number;
  readonly inbox: string;
  readonly ackInbox: string;
  /** Sent to it and not acknowledged by it. */
  readonly outstanding: Set<number>;
}

/** What a durable, or a queue group, is known by on its channel; undefined for what is neither. */
export function identityOf(
  it: Pick<Listener, 'clientId' | 'channel' | 'queue' | 'durable'>,
): string | undefined {
  const { clientId, channel, queue, durable } = it;
  if (queue !== '') return [channel, 'queue', durable, queue].join(' ');
  return durable === '' ? undefined : [channel, 'durable', durable, clientId].join(' ');
}

/** Who is subscribed, in the order in which they came. */
export class Roster {
  private readonly byInbox = new Map<string, Listener>();
  private readonly byAckInbox = new Map<string, Listener>();

  add(request: SubscriptionRequest, ackInbox: string): void {
    const { clientID, subject, qGroup, durableName, inbox, maxInFlight } = request;
    this.put({
      clientId: clientID,
      channel: subject,
      queue: qGroup,
      durable: durableName,
      ...{ maxInFlight, inbox, ackInbox, outstanding: new Set() },
    });
  }

  /** Takes in a subscription that the store has brought back. */
  recover(channel: string, recovered: RecoveredSubscription): void {
    const { clientId, groupName, isDurable, maxInFlight, inbox, ackInbox, pending } = recovered;
    // A durable group is called `durable:queue`, and only the second part may have a colon.
    const colon = groupName !== '' && isDurable ? groupName.indexOf(':') : -1;
    const queue = groupName.slice(colon + 1);
    const durable = colon < 0 ? recovered.durableName : groupName.slice(0, colon);
    const outstanding = new Set(pending);
    this.put({ clientId, channel, queue, durable, maxInFlight, inbox, ackInbox, outstanding });
  }

  remove(ackInbox: string): void {
    const listener = this.byAckInbox.get(ackInbox);
    if (!listener) return;
    this.byAckInbox.delete(ackInbox);
    if (this.byInbox.get(listener.inbox) === listener) this.byInbox.delete(listener.inbox);
  }

  withInbox(inbox: string): Listener | undefined {
    return this.byInbox.get(inbox);
  }

  withAckInbox(ackInbox: string): Listener | undefined {
    return this.byAckInbox.get(ackInbox);
  }

  /** All members of its queue group, itself among them; it alone outside of groups. */
  membersWith(listener: Listener): Listener[] {
    if (listener.queue === '') return [listener];
    const identity = identityOf(listener);
    return this.on(listener.channel).filter((other) => identityOf(other) === identity);
  }

  on(channel: string): Listener[] {
    return [...this.byAckInbox.values()].filter((listener) => listener.channel === channel);
  }

  private put(listener: Listener): void {
    this.byAckInbox.set(listener.ackInbox, listener);
    this.byInbox.set(listener.inbox, listener);
  }
}
