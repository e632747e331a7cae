import { readMsgTimestamp } from '../../protocol/streaming/hot-codec';
import { StoreError } from '../stores/store-error';
import type { RecoveredState, RecoveredSubscription, StoredMsg } from '../stores/store';
import { durableKey, type Channel } from './channel';
import { UNDATED } from './pending-acks';
import type { StreamingState } from './state';
import { StreamingSubscription } from './subscription';

const NS_PER_MS = 1e6;

/** Brings back what the server before has left: clients, channels, subscriptions, pending acks. */
export class Recovery {
  private readonly state: StreamingState;
  private readonly found: StoredMsg = { bytes: Buffer.alloc(0), start: 0, end: 0 };
  /** Those whose clients may still be there. */
  private readonly online: StreamingSubscription[] = [];
  /** One reading for all: what was sent first is due first. */
  private readonly wallNs: bigint;

  /**
   * @throws StoreError when the store is that of another cluster
   */
  constructor(state: StreamingState, recovered: RecoveredState) {
    this.state = state;
    this.wallNs = state.clock.wallNs();
    const { clusterId } = recovered.server;
    if (clusterId !== state.clusterId) {
      throw new StoreError(
        `cluster ID ${JSON.stringify(state.clusterId)} does not match recovered value of ` +
          JSON.stringify(clusterId),
      );
    }
    // As if they had just connected: whoever is gone does not answer the next heartbeat.
    for (const client of recovered.clients) {
      state.heartbeats.start(state.clients.recover(client));
    }
    for (const it of recovered.channels) {
      const channel = state.channels.recover(it);
      state.turn.timestampsAfter(this.timestampNs(channel, channel.store.msgs.last));
      for (const subscription of it.subscriptions) this.takeBack(channel, subscription);
      state.inactivity.watch(channel);
    }
  }

  /** Redelivers what is due, and lets new messages follow. To be called when the server is ready. */
  resume(): void {
    const { online, state } = this;
    for (const subscription of online) {
      subscription.initialized = true;
      state.redelivery.redeliverRecovered(subscription);
    }
    // Not before: a group hands out nothing new until each member has had again what it had.
    for (const subscription of online) state.batch.wake(subscription);
  }

  private takeBack(channel: Channel, recovered: RecoveredSubscription): void {
    const { state } = this;
    const { id, clientId, groupName, isDurable, durableName } = recovered;
    const client = recovered.isOffline ? undefined : state.clients.get(clientId);
    const isOfGroup = groupName !== '';
    const isShadow = isOfGroup && clientId === '';
    if (!client && !isShadow && (!isDurable || isOfGroup)) {
      // Its client has gone without it.
      channel.store.subscriptions.delete(id);
      return;
    }
    const group = isOfGroup ? channel.group(groupName) : undefined;
    const subscription = new StreamingSubscription(channel, { durableName, isDurable, group });
    subscription.id = id;
    subscription.lastSent = recovered.lastSent;
    subscription.takeTerms({ ...recovered, clientId: client ? clientId : '' });
    if (group && group.lastSent < subscription.lastSent) group.lastSent = subscription.lastSent;
    if (client) {
      client.subscriptions.push(subscription);
      channel.add(subscription);
      state.acks.listen(subscription);
      this.online.push(subscription);
    } else if (group) {
      group.shadow = subscription;
    } else {
      subscription.formerClientId = clientId;
      channel.durables.set(durableKey(clientId, channel.name, durableName), subscription);
    }
    this.takeBackPending(subscription, recovered.pending);
    channel.store.subscriptions.adopt(subscription);
  }

  private takeBackPending(subscription: StreamingSubscription, sequences: readonly number[]): void {
    const { pending, group, isOffline } = subscription;
    for (const sequence of sequences) {
      // When it was sent is not known: the age of the message says how long that may have been.
      pending.set(sequence, isOffline ? UNDATED : this.expiresMs(subscription, sequence));
    }
    if (isOffline || pending.count < subscription.maxInFlight) return;
    subscription.stalled = true;
    if (group) group.stalledMembers++;
  }

  /** The ack wait counts from when the message was stored; one that is gone is looked at at once. */
  private expiresMs({ channel, ackWaitMs }: StreamingSubscription, sequence: number): number {
    const { turn } = this.state;
    const timestampNs = this.timestampNs(channel, sequence);
    if (timestampNs === 0n) return turn.nowMs;
    return turn.nowMs - Number(this.wallNs - timestampNs) / NS_PER_MS + ackWaitMs;
  }

  /** 0 when the channel has no such message. */
  private timestampNs(channel: Channel, sequence: number): bigint {
    const { found } = this;
    if (!channel.store.msgs.lookup(sequence, found)) return 0n;
    return readMsgTimestamp(found.bytes, found.start, found.end);
  }
}
