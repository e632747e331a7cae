import type { ProxiedConnection } from './proxied-connection';

/** A subscription that the server has agreed to, through the proxy. */
export interface ProxiedSubscription {
  /** Where its events go. */
  readonly inbox: string;
  readonly ackInbox: string;
  readonly channel: string;
  /** Empty when it is alone. */
  readonly queue: string;
  readonly durable: string;
  readonly connection: ProxiedConnection;
  /** Sequences that its client has acknowledged, or a lie in its name. */
  readonly acked: Set<number>;
}

/** What connections of a proxy know of each other. */
export class Neighbours {
  readonly connections = new Set<ProxiedConnection>();
  private readonly byInbox = new Map<string, ProxiedSubscription>();
  private readonly byAckInbox = new Map<string, ProxiedSubscription>();

  add(subscription: ProxiedSubscription): void {
    this.byInbox.set(subscription.inbox, subscription);
    this.byAckInbox.set(subscription.ackInbox, subscription);
  }

  remove(subscription: ProxiedSubscription): void {
    this.byInbox.delete(subscription.inbox);
    this.byAckInbox.delete(subscription.ackInbox);
  }

  forget(connection: ProxiedConnection): void {
    this.connections.delete(connection);
    for (const one of [...this.byInbox.values()])
      if (one.connection === connection) this.remove(one);
  }

  withInbox(inbox: string): ProxiedSubscription | undefined {
    return this.byInbox.get(inbox);
  }

  withAckInbox(ackInbox: string): ProxiedSubscription | undefined {
    return this.byAckInbox.get(ackInbox);
  }

  /** The other members of its queue group. */
  othersOf(member: ProxiedSubscription): ProxiedSubscription[] {
    const { queue, channel, durable } = member;
    if (queue === '') return [];
    return [...this.byInbox.values()].filter(
      (one) =>
        one !== member && one.queue === queue && one.channel === channel && one.durable === durable,
    );
  }

  /** Whether another client goes by this ID. */
  isTaken(clientId: string, by: ProxiedConnection): boolean {
    return [...this.connections].some((one) => one !== by && one.clientId === clientId);
  }
}
