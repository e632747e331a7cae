import { randomUUID } from 'node:crypto';

import type { MsgOp, RawNatsClient } from '../support/raw-nats-client';
import {
  type ConnectRequest,
  type ConnectResponse,
  decodeMsgProto,
  type MsgProto,
  type PubAck,
  type PubMsg,
  type SubscriptionRequest,
  type SubscriptionResponse,
  wire,
} from '../support/stan-wire';
import { waitFor } from '../support/wait-for';

/** A name that no other test has. */
export function uniqueId(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}

export interface StanClientOptions {
  readonly clientId?: string;
  /** Default true. */
  readonly answerHeartbeats?: boolean;
  /** Fields of the ConnectRequest over the ones of a protocol 1 client. */
  readonly request?: ConnectRequest;
}

interface Heart {
  answers: boolean;
  readonly beats: MsgOp[];
}

function listenForHeartbeats(nats: RawNatsClient, inbox: string, heart: Heart): void {
  nats.subscribe(inbox, (heartbeat) => {
    heart.beats.push(heartbeat);
    if (heart.answers && heartbeat.reply !== '') nats.publish(heartbeat.reply);
  });
}

function collect(nats: RawNatsClient, inbox: string, deliveries: Delivery[]): void {
  nats.subscribe(inbox, (message) => {
    deliveries.push({
      ...decodeMsgProto(message.payload),
      bytes: message.payload,
      receivedAtMs: performance.now(),
    });
  });
}

/** Sends a ConnectRequest and gives the answer, refusals too. */
export async function requestConnect(
  nats: RawNatsClient,
  clusterId: string,
  request: ConnectRequest,
): Promise<ConnectResponse> {
  const bytes = await nats.request(
    `_STAN.discover.${clusterId}`,
    wire.connectRequest.encode(request),
  );
  return wire.connectResponse.decode(bytes);
}

/**
 * A registered STAN client on a raw NATS connection. It hides nothing: requests
 * give the server's answer as it is, and acks are sent only when asked for.
 */
export class StanClient {
  /** The connection that it is on. */
  nats: RawNatsClient;
  readonly clientId: string;
  readonly connId: Buffer;
  readonly heartbeatInbox: string;
  /** What the server said to the ConnectRequest. */
  readonly server: ConnectResponse;
  readonly #heart: Heart;

  private constructor(
    nats: RawNatsClient,
    identity: { clientId: string; connId: Buffer; heartbeatInbox: string },
    server: ConnectResponse,
    heart: Heart,
  ) {
    this.nats = nats;
    this.clientId = identity.clientId;
    this.connId = identity.connId;
    this.heartbeatInbox = identity.heartbeatInbox;
    this.server = server;
    this.#heart = heart;
  }

  /** @throws Error with the server's text when it refuses the client */
  static async connect(
    nats: RawNatsClient,
    clusterId: string,
    options: StanClientOptions = {},
  ): Promise<StanClient> {
    const clientId = options.clientId ?? uniqueId('client');
    const connId = Buffer.from(randomUUID());
    const heartbeatInbox = `_INBOX.${randomUUID()}`;
    const heart: Heart = { answers: options.answerHeartbeats ?? true, beats: [] };
    listenForHeartbeats(nats, heartbeatInbox, heart);
    const server = await requestConnect(nats, clusterId, {
      clientID: clientId,
      heartbeatInbox,
      protocol: 1,
      connID: connId,
      pingInterval: 5,
      pingMaxOut: 3,
      ...options.request,
    });
    if (server.error !== '') throw new Error(server.error);
    return new StanClient(nats, { clientId, connId, heartbeatInbox }, server, heart);
  }

  /** Goes on on another connection, with these subscriptions, and without a word to the server. */
  async moveTo(nats: RawNatsClient, ...subscriptions: readonly StanSubscription[]): Promise<void> {
    this.nats = nats;
    listenForHeartbeats(nats, this.heartbeatInbox, this.#heart);
    for (const { inbox, deliveries } of subscriptions) collect(nats, inbox, deliveries);
    await nats.flush();
  }

  /** The server's heartbeats so far, answered or not. */
  get heartbeats(): readonly MsgOp[] {
    return this.#heart.beats;
  }

  /** Whether the server's heartbeats are answered from now on. */
  set answerHeartbeats(answers: boolean) {
    this.#heart.answers = answers;
  }

  /** Publishes and gives the server's PubAck, refusals too. */
  async publish(
    channel: string,
    data: string | Uint8Array = '',
    fields: PubMsg = {},
  ): Promise<PubAck> {
    const message = this.encodePubMsg(channel, data, fields);
    return wire.pubAck.decode(
      await this.nats.request(`${this.server.pubPrefix}.${channel}`, message),
    );
  }

  /** Publishes one message per element, in order, and waits for every PubAck. */
  async publishAll(channel: string, data: readonly (string | Uint8Array)[]): Promise<void> {
    const acks = await Promise.all(data.map((one) => this.publish(channel, one)));
    const refused = acks.find((ack) => ack.error !== '');
    if (refused !== undefined) throw new Error(refused.error);
  }

  encodePubMsg(channel: string, data: string | Uint8Array = '', fields: PubMsg = {}): Buffer {
    return wire.pubMsg.encode({
      clientID: this.clientId,
      guid: randomUUID(),
      subject: channel,
      data: Buffer.from(data),
      connID: this.connId,
      ...fields,
    });
  }

  /** A SubscriptionRequest that the server has no reason to refuse, with `fields` on top. */
  encodeSubscriptionRequest(channel: string, fields: SubscriptionRequest = {}): Buffer {
    return wire.subscriptionRequest.encode({
      clientID: this.clientId,
      subject: channel,
      inbox: `_INBOX.${randomUUID()}`,
      maxInFlight: 1024,
      ackWaitInSecs: 30,
      ...fields,
    });
  }

  /** Sends the request and gives the server's answer, refusals too. */
  async requestSubscription(
    channel: string,
    fields: SubscriptionRequest = {},
  ): Promise<SubscriptionResponse> {
    const request = this.encodeSubscriptionRequest(channel, fields);
    return wire.subscriptionResponse.decode(
      await this.nats.request(this.server.subRequests, request),
    );
  }

  /** @throws Error with the server's text when it refuses the subscription */
  async subscribe(channel: string, fields: SubscriptionRequest = {}): Promise<StanSubscription> {
    const inbox = fields.inbox ?? `_INBOX.${randomUUID()}`;
    const deliveries: Delivery[] = [];
    collect(this.nats, inbox, deliveries);
    const response = await this.requestSubscription(channel, { ...fields, inbox });
    if (response.error !== '') throw new Error(response.error);
    return new StanSubscription(this, { channel, inbox, ackInbox: response.ackInbox }, deliveries);
  }

  /** @returns the answer's bytes: none for a connection ID that the server knows */
  ping(connId: Uint8Array = this.connId): Promise<Buffer> {
    return this.nats.request(this.server.pingRequests, wire.ping.encode({ connID: connId }));
  }

  /** Asks the server to forget the client. @returns the answer's bytes: none for success */
  close(clientId = this.clientId): Promise<Buffer> {
    return this.nats.request(
      this.server.closeRequests,
      wire.closeRequest.encode({ clientID: clientId }),
    );
  }
}

/** A message as one subscription got it. */
export interface Delivery extends MsgProto {
  /** The MsgProto as it came. */
  readonly bytes: Buffer;
  /** performance.now() on arrival. */
  readonly receivedAtMs: number;
}

/** One subscription; what was delivered waits here until a test takes it. */
export class StanSubscription {
  readonly client: StanClient;
  readonly channel: string;
  readonly inbox: string;
  readonly ackInbox: string;
  /** Delivered and not taken yet. */
  readonly deliveries: Delivery[];

  constructor(
    client: StanClient,
    identity: { channel: string; inbox: string; ackInbox: string },
    deliveries: Delivery[],
  ) {
    this.client = client;
    this.channel = identity.channel;
    this.inbox = identity.inbox;
    this.ackInbox = identity.ackInbox;
    this.deliveries = deliveries;
  }

  /** Waits for `count` deliveries and takes them. */
  async take(count: number, withinMs?: number): Promise<Delivery[]> {
    await waitFor(
      `${count} deliveries on ${this.channel}`,
      () => (this.deliveries.length >= count ? true : undefined),
      withinMs,
    );
    return this.deliveries.splice(0, count);
  }

  /** Waits for one delivery and takes it. */
  async next(withinMs?: number): Promise<Delivery> {
    const [delivery] = await this.take(1, withinMs);
    if (delivery === undefined) throw new Error('unreachable: take gives what it waited for');
    return delivery;
  }

  /** Waits for `count` deliveries and takes them. @returns their sequences */
  async takeSequences(count: number, withinMs?: number): Promise<number[]> {
    return sequencesOf(await this.take(count, withinMs));
  }

  /** Acks are one way: nothing answers. Without `subject`, this subscription's channel is named. */
  ack(sequence: number, subject = this.channel): void {
    this.client.nats.publish(this.ackInbox, wire.ack.encode({ subject, sequence }));
  }

  /** Leaves; a durable keeps its place. @returns the answer's bytes: none for success */
  close(): Promise<Buffer> {
    return this.#leave(this.client.server.subCloseRequests);
  }

  /** Leaves; a durable is forgotten. @returns the answer's bytes: none for success */
  unsubscribe(): Promise<Buffer> {
    return this.#leave(this.client.server.unsubRequests);
  }

  #leave(subject: string): Promise<Buffer> {
    return this.client.nats.request(
      subject,
      wire.unsubscribeRequest.encode({
        clientID: this.client.clientId,
        subject: this.channel,
        inbox: this.ackInbox,
      }),
    );
  }
}

export function sequencesOf(deliveries: readonly MsgProto[]): number[] {
  return deliveries.map((delivery) => delivery.sequence);
}

export function textsOf(deliveries: readonly MsgProto[]): string[] {
  return deliveries.map((delivery) => delivery.data.toString());
}
