import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import { randomId } from '../../base/random';
import { streamingSubjects, type StreamingSubjects } from '../../protocol/streaming/subjects';
import type { Broker } from '../broker/broker';
import type { Router } from '../broker/router';
import type { Store } from '../stores/store';
import { Acks } from './acks';
import { Channels } from './channels';
import { Clients } from './clients';
import { Delivery } from './delivery';
import { Heartbeats, type HeartbeatOptions } from './heartbeats';
import { Inactivity } from './inactivity';
import { PublishBatch } from './publish-batch';
import { Redelivery } from './redelivery';
import { Requester } from './requester';
import { Subscriptions } from './subscriptions';
import { Turn } from './turn';

/** What NATS Streaming is made from. */
export interface StreamingParts {
  readonly broker: Broker;
  readonly store: Store;
  readonly log: Log;
  readonly clusterId: string;
  readonly heartbeats: HeartbeatOptions;
}

/** Everything the server knows and can do, put together: what handlers act on and monitoring looks at. */
export class StreamingState {
  readonly clusterId: string;
  readonly serverId: string;
  readonly router: Router;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly turn: Turn;
  readonly subjects: StreamingSubjects;
  readonly clients = new Clients();
  readonly channels: Channels;
  readonly subscriptions: Subscriptions;
  readonly delivery: Delivery;
  readonly redelivery: Redelivery;
  readonly requester: Requester;
  readonly heartbeats: Heartbeats;
  readonly batch: PublishBatch;
  /** Client IDs whose old owner is being asked whether it lives. */
  readonly duplicateChecks = new Set<string>();
  /** What publishers sent, refused messages included. */
  readonly received = { msgs: 0, bytes: 0 };

  constructor(parts: StreamingParts) {
    const { broker, store, log, clusterId } = parts;
    const { router, random } = broker;
    this.router = router;
    this.clock = broker.clock;
    this.store = store;
    this.log = log;
    this.clusterId = clusterId;
    this.serverId = randomId(random);
    this.subjects = streamingSubjects(clusterId, randomId(random));
    this.turn = new Turn(broker);
    const inactivity = new Inactivity(this.turn, store.limits.inactivityMsMax, (channel) => {
      this.channels.delete(channel);
    });
    this.channels = new Channels(store, log, inactivity);
    this.delivery = new Delivery(router, this.turn, log);
    this.batch = new PublishBatch(router, store, this.delivery);
    this.delivery.onMore = (subscription) => {
      this.turn.atEnd(() => {
        this.batch.wake(subscription);
      });
    };
    const acks = new Acks(router, this.channels, this.batch, log);
    this.redelivery = new Redelivery(this.delivery, acks, this.turn, log);
    this.subscriptions = new Subscriptions({
      clients: this.clients,
      acks,
      redelivery: this.redelivery,
      inactivity,
      random,
      log,
      nowMs: () => this.turn.nowMs,
    });
    this.requester = new Requester(router, this.turn, random);
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

  /** Stops all timers and closes the store. */
  close(): void {
    for (const client of [...this.clients.all()]) this.clients.unregister(client);
    for (const channel of this.channels.all()) {
      channel.inactivityTimer?.cancel();
      for (const subscription of channel.allSubscriptions()) subscription.clearAckTimer();
    }
    this.requester.close();
    this.store.close();
  }
}
