import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import { randomId, type Random } from '../../base/random';
import type { StoreFailure } from '../../protocol/streaming/errors';
import { streamingSubjects, type StreamingSubjects } from '../../protocol/streaming/subjects';
import { limitsByChannel } from '../stores/limits-of';
import type { Store } from '../stores/store';
import { Acks } from './acks';
import { Channels } from './channels';
import { Clients } from './clients';
import { Delivery } from './delivery';
import { Heartbeats, type HeartbeatOptions } from './heartbeats';
import { Inactivity } from './inactivity';
import type { Nats, NatsConnection } from './nats';
import { PublishBatch } from './publish-batch';
import { Recovery } from './recovery';
import { Redelivery } from './redelivery';
import { Requester } from './requester';
import { SafeStore } from './safe-store';
import { Subscriptions } from './subscriptions';
import { Turn } from './turn';

/** What NATS Streaming is made from. */
export interface StreamingParts {
  readonly nats: Nats;
  readonly store: Store;
  readonly log: Log;
  readonly clusterId: string;
  /** Before the cluster ID in the subject of connect requests; as in the real server when left out. */
  readonly discoverPrefix?: string | undefined;
  readonly heartbeats: HeartbeatOptions;
  /** What the log has called this server already. */
  readonly serverId: string;
}

/** The connections that the real server has to its own NATS server, each for the same messages. */
interface StreamingConnections {
  /** Deliveries and most answers. */
  readonly send: NatsConnection;
  /** Requests of clients, and heartbeats. */
  readonly general: NatsConnection;
  /** Acknowledgements of subscriptions. */
  readonly acks: NatsConnection;
}

/** What the connections are called, in the order in which the real server opens them. */
export function connectionNames(clusterId: string): Record<keyof StreamingConnections, string> {
  const name = (purpose: string): string => `_NSS-${clusterId}-${purpose}`;
  return { send: name('send'), general: name('general'), acks: name('acks') };
}

/** Everything the server knows and can do, put together: what handlers act on and monitoring looks at. */
export class StreamingState {
  readonly clusterId: string;
  readonly serverId: string;
  readonly connections: StreamingConnections;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: Store;
  readonly turn: Turn;
  readonly subjects: StreamingSubjects;
  readonly clients: Clients;
  readonly channels: Channels;
  readonly inactivity: Inactivity;
  readonly subscriptions: Subscriptions;
  readonly delivery: Delivery;
  readonly acks: Acks;
  readonly redelivery: Redelivery;
  readonly requester: Requester;
  readonly heartbeats: Heartbeats;
  private readonly safeStore: SafeStore;
  readonly batch: PublishBatch;
  /** Client IDs whose old owner is being asked whether it lives. */
  readonly duplicateChecks = new Set<string>();
  /** What publishers sent, refused messages included. */
  readonly received = { msgs: 0, bytes: 0 };
  /** How many channels the store has brought back; undefined when there was no server before. */
  readonly recoveredChannels: number | undefined;
  private readonly recovery: Recovery | undefined;

  constructor(parts: StreamingParts) {
    const { nats, store, log, clusterId } = parts;
    const { random, clock } = nats;
    const names = connectionNames(clusterId);
    const connections = {
      send: nats.openInternal(names.send),
      general: nats.openInternal(names.general),
      acks: nats.openInternal(names.acks),
    };
    this.connections = connections;
    this.clock = clock;
    this.random = random;
    this.store = store;
    this.log = log;
    this.clusterId = clusterId;
    this.serverId = parts.serverId;
    const recovered = store.recover();
    const subjectsId = recovered?.server.subjectsId ?? randomId(random);
    this.subjects = streamingSubjects(clusterId, subjectsId, parts.discoverPrefix);
    this.recoveredChannels = recovered?.channels.length;
    if (!recovered) store.init({ clusterId, subjectsId });
    this.clients = new Clients(store);
    this.turn = new Turn(nats);
    this.inactivity = new Inactivity(this.turn, limitsByChannel(store.limits), (channel) => {
      this.channels.delete(channel);
    });
    this.channels = new Channels(store, log, this.inactivity);
    this.delivery = new Delivery(connections.send, this.turn, log);
    this.safeStore = new SafeStore(store, log);
    this.batch = new PublishBatch(connections.send, this.safeStore, this.delivery, this.turn);
    this.delivery.onMore = (subscription) => {
      this.turn.atEnd(() => {
        this.batch.wake(subscription);
      });
    };
    this.acks = new Acks(connections.acks, this.channels, this.batch, log);
    this.redelivery = new Redelivery(this.delivery, this.acks, this.turn, log);
    this.subscriptions = new Subscriptions({
      clients: this.clients,
      acks: this.acks,
      redelivery: this.redelivery,
      inactivity: this.inactivity,
      random,
      log,
      nowMs: () => this.turn.nowMs,
    });
    this.requester = new Requester(connections.general, this.turn, random);
    this.heartbeats = new Heartbeats({
      options: parts.heartbeats,
      clients: this.clients,
      requester: this.requester,
      turn: this.turn,
      log,
      evict: (client) => {
        this.closeClient(client.id);
      },
    });
    this.recovery = recovered && new Recovery(this, recovered);
  }

  /** Why nothing new can be stored, after a failure that is not over; undefined when it can. */
  storeFailure(): StoreFailure | undefined {
    return this.safeStore.failure && this.batch.flush();
  }

  /** Goes on with what the store has brought back. The server takes requests by then. */
  resume(): void {
    const { recovery } = this;
    if (!recovery) return;
    // When this turn is over, the server is ready.
    this.turn.atEnd(() => {
      recovery.resume();
    });
  }

  /** Takes a client's subscriptions, then the client; false when there is none of that name. */
  closeClient(clientId: string): boolean {
    const client = this.clients.get(clientId);
    if (!client) {
      this.log.error(`Unknown client ${JSON.stringify(clientId)} in close request`);
      return false;
    }
    this.subscriptions.removeAllOf(client);
    this.clients.unregister(client);
    this.log.debug(`[Client:${client.id}] Closed (Inbox=${client.heartbeatInbox})`);
    return true;
  }

  /** Stops all timers. The store is its owner's: another server may go on with it. */
  close(): void {
    this.turn.close();
    this.clients.close();
    for (const channel of this.channels.all()) {
      channel.inactivityTimer?.cancel();
      for (const subscription of channel.allSubscriptions()) subscription.clearAckTimer();
    }
    this.requester.close();
    const { send, general, acks } = this.connections;
    for (const connection of [send, general, acks]) connection.close();
  }
}
