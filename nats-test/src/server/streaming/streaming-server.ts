import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import { randomId } from '../../base/random';
import { streamingSubjects, type StreamingSubjects } from '../../protocol/streaming/subjects';
import type { Broker } from '../broker/broker';
import type { InternalSubscription } from '../broker/subscription';
import type { Store } from '../stores/store';
import { Acks } from './acks';
import { Channels } from './channels';
import { Clients } from './clients';
import { Delivery } from './delivery';
import { handleClose } from './handlers/close';
import { handleConnect } from './handlers/connect';
import { handlePing } from './handlers/ping';
import { PublishHandler } from './handlers/publish';
import { handleSubscribe } from './handlers/subscribe';
import { handleUnsubscribe } from './handlers/unsubscribe';
import { Heartbeats, type HeartbeatOptions } from './heartbeats';
import { Inactivity } from './inactivity';
import { PublishBatch } from './publish-batch';
import { Redelivery } from './redelivery';
import { Requester } from './requester';
import { Subscriptions } from './subscriptions';
import { Turn } from './turn';

/** A request of a client, but for publishing, which is too frequent for an object each. */
export interface Request {
  readonly payload: Buffer;
  /** Sends the answer, if the client wants one. */
  respond(payload: Buffer): void;
}

interface StreamingParts {
  readonly broker: Broker;
  readonly store: Store;
  readonly log: Log;
  readonly clusterId: string;
  readonly heartbeats: HeartbeatOptions;
}

/** NATS Streaming on top of the broker: what the parts of this folder are put together by. */
export class StreamingServer {
  readonly clusterId: string;
  readonly serverId: string;
  readonly broker: Broker;
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
  readonly publish: PublishHandler;
  /** Client IDs whose old owner is being asked whether it lives. */
  readonly duplicateChecks = new Set<string>();

  private readonly inbound: InternalSubscription[] = [];

  constructor(parts: StreamingParts) {
    const { broker, store, log, clusterId } = parts;
    this.broker = broker;
    this.clock = broker.clock;
    this.store = store;
    this.log = log;
    this.clusterId = clusterId;
    this.serverId = randomId(broker.random);
    this.subjects = streamingSubjects(clusterId, randomId(broker.random));
    this.turn = new Turn(broker);
    const inactivity = new Inactivity(this.turn, store.limits.inactivityMsMax, (channel) => {
      this.channels.delete(channel);
    });
    this.channels = new Channels(store, log, inactivity);
    this.delivery = new Delivery(broker, this.turn, log);
    this.batch = new PublishBatch(broker, store, this.delivery);
    const acks = new Acks(broker, this.channels, this.batch, log);
    this.redelivery = new Redelivery(this.delivery, acks, this.turn, log);
    this.subscriptions = new Subscriptions({
      clients: this.clients,
      acks,
      redelivery: this.redelivery,
      inactivity,
      random: broker.random,
      log,
      nowMs: () => this.turn.nowMs,
    });
    this.requester = new Requester(broker, this.turn);
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
    this.publish = new PublishHandler(this);
    broker.onTurn = {
      starts: () => {
        this.turn.starts();
      },
      ends: () => {
        this.batch.commit();
      },
      drained: () => {
        this.delivery.resume();
      },
    };
    this.listen();
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

  /** Stops all timers and closes the store. Connections are the broker's. */
  close(): void {
    for (const subscription of this.inbound) this.broker.unsubscribe(subscription);
    for (const client of [...this.clients.all()]) this.clients.unregister(client);
    for (const channel of this.channels.all()) {
      channel.inactivityTimer?.cancel();
      for (const subscription of channel.allSubscriptions()) subscription.clearAckTimer();
    }
    this.requester.close();
    this.store.close();
  }

  private listen(): void {
    const { subjects } = this;
    this.inbound.push(
      this.broker.subscribe(`${subjects.publishPrefix}.>`, (bytes, start, end, reply) => {
        this.publish.handle(bytes, start, end, reply);
      }),
    );
    this.on(subjects.discover, (request) => {
      handleConnect(this, request);
    });
    this.on(subjects.pings, (request) => {
      handlePing(this, request);
    });
    this.on(subjects.subscribe, (request) => {
      handleSubscribe(this, request);
    });
    this.on(subjects.unsubscribe, (request) => {
      handleUnsubscribe(this, request, true);
    });
    this.on(subjects.subscriptionClose, (request) => {
      handleUnsubscribe(this, request, false);
    });
    this.on(subjects.close, (request) => {
      handleClose(this, request);
    });
  }

  private on(subject: string, handler: (request: Request) => void): void {
    this.inbound.push(
      this.broker.subscribe(subject, (bytes, start, end, reply) => {
        handler({
          payload: bytes.subarray(start, end),
          respond: (payload) => {
            if (reply) this.broker.publish(reply, '', payload, 0, payload.length);
          },
        });
      }),
    );
  }
}
