import type { Clock } from '../../src/base/clock';
import { createLog, type Log, type LogLevel } from '../../src/base/log';
import type { StoreLimits } from '../../src/server/settings';
import { MemoryStore } from '../../src/server/stores/memory/memory-store';
import type { Store } from '../../src/server/stores/store';
import type { HeartbeatOptions } from '../../src/server/streaming/heartbeats';
import { StreamingServer } from '../../src/server/streaming/streaming-server';
import { openBroker, type BrokerStage, type TestPeer } from './broker-pair';
import {
  type ConnectResponse,
  decodeMsgProto,
  type MsgProto,
  type PubAck,
  type PubMsg,
  type SubscriptionRequest,
  wire,
} from './stan-wire';

/** A streaming server without sockets, in virtual time. */
export interface StreamingStage extends BrokerStage {
  readonly server: StreamingServer;
  readonly store: Store;
  /** A registered client on a connection of its own. */
  readonly client: (clientId: string) => TestStan;
}

interface StageOptions {
  readonly limits?: Partial<StoreLimits>;
  readonly heartbeats?: HeartbeatOptions;
  /** Puts something between the server and its store, or another store in its place. */
  readonly wrapStore?: (store: Store, limits: StoreLimits, clock: Clock, log: Log) => Store;
}

const CLUSTER_ID = 'ticketing';
const NO_LIMITS: StoreLimits = {
  channelsMax: 0,
  subscriptionsMax: 0,
  msgsMax: 0,
  bytesMax: 0,
  ageMsMax: 0,
  inactivityMsMax: 0,
};
/** Those of the course. */
const HEARTBEATS: HeartbeatOptions = { intervalMs: 5000, timeoutMs: 5000, failuresMax: 2 };

/** Opens a server with no limits and the heartbeats of the course, but for what is given. */
export function openStreaming(options: StageOptions = {}): StreamingStage {
  const brokerStage = openBroker();
  const { broker, clock, endTurn } = brokerStage;
  const logLines: string[] = [];
  const write = (level: LogLevel, line: string): void => {
    logLines.push(`${level} ${line}`);
  };
  const log = createLog(write, { debug: true, trace: false });
  const limits = { ...NO_LIMITS, ...options.limits };
  const memory = new MemoryStore(limits, clock, log);
  const store = options.wrapStore?.(memory, limits, clock, log) ?? memory;
  const server = new StreamingServer({
    nats: broker,
    store,
    log,
    clusterId: CLUSTER_ID,
    serverId: 'server',
    heartbeats: options.heartbeats ?? HEARTBEATS,
  });
  server.start();
  const clients: TestStan[] = [];
  return {
    ...brokerStage,
    logLines,
    server,
    store,
    client: (clientId) => {
      const client = new TestStan(brokerStage.connect(), clientId);
      clients.push(client);
      return client;
    },
    elapse: (ms) => {
      const targetMs = clock.nowMs() + ms;
      for (;;) {
        const dueMs = clock.nextDueMs();
        if (dueMs === undefined || dueMs > targetMs) break;
        clock.moveTo(dueMs);
        endTurn();
        for (const client of clients) client.read();
      }
      clock.moveTo(targetMs);
    },
  };
}

/** One `MSG` as it came. */
interface Arrival {
  readonly subject: string;
  readonly reply: string;
  readonly payload: Buffer;
}

/** A STAN client that does all it does within the call: no promises, no waiting. */
export class TestStan {
  readonly peer: TestPeer;
  readonly clientId: string;
  readonly server: ConnectResponse;
  answersHeartbeats = true;
  /** The inboxes of what has come, in order. */
  readonly arrivals: string[] = [];

  private readonly inboxes = new Map<string, Arrival[]>();
  private inboxCount = 0;
  private unread: Buffer = Buffer.alloc(0);

  constructor(peer: TestPeer, clientId: string) {
    this.peer = peer;
    this.clientId = clientId;
    this.peer.send(`SUB ${this.inboxNamed('>')} 1\r\n`);
    this.server = wire.connectResponse.decode(
      this.request(
        `_STAN.discover.${CLUSTER_ID}`,
        wire.connectRequest.encode({
          clientID: clientId,
          heartbeatInbox: this.inboxNamed('heartbeat'),
          protocol: 1,
          connID: Buffer.from(`conn-${clientId}`),
          pingInterval: 5,
          pingMaxOut: 3,
        }),
      ),
    );
    if (this.server.error !== '') throw new Error(this.server.error);
  }

  /** Publishes as a turn of its own. @returns the server's answer */
  publish(channel: string, data: string | Buffer = 'x'): PubAck {
    return wire.pubAck.decode(
      this.request(`${this.server.pubPrefix}.${channel}`, this.pubMsg(channel, data)),
    );
  }

  /** Publishes many within one turn. @returns the inbox of each answer */
  publishAll(channel: string, payloads: readonly (string | Buffer)[]): string[] {
    const inboxes = payloads.map((data) => {
      const inbox = this.newInbox();
      this.peer.sendWithinTurn(this.publishOp(channel, data, inbox));
      return inbox;
    });
    this.peer.send('');
    this.read();
    return inboxes;
  }

  /** The bytes that publish. */
  publishOp(channel: string, data: string | Buffer, answerTo = this.newInbox()): Buffer {
    return pub(`${this.server.pubPrefix}.${channel}`, this.pubMsg(channel, data), answerTo);
  }

  /** Subscribes with terms that the server has no reason to refuse, with `fields` on top. */
  subscribe(channel: string, fields: SubscriptionRequest = {}): TestSubscription {
    return this.startSubscribe(channel, fields)();
  }

  /** The same, for a client that reads the response later: by calling what is returned. */
  startSubscribe(channel: string, fields: SubscriptionRequest = {}): () => TestSubscription {
    const inbox = this.newInbox();
    const answerTo = this.newInbox();
    this.peer.send(this.subscribeOp(channel, { inbox, ...fields }, answerTo));
    return () => {
      const [answer] = this.take(answerTo);
      if (!answer) throw new Error(`no response to the subscription on ${channel}`);
      const { ackInbox, error } = wire.subscriptionResponse.decode(answer.payload);
      if (error !== '') throw new Error(error);
      return new TestSubscription(this, channel, inbox, ackInbox);
    };
  }

  /** The bytes that ask for a subscription, with its messages on `fields.inbox`. */
  subscribeOp(channel: string, fields: SubscriptionRequest, answerTo = this.newInbox()): Buffer {
    const request = wire.subscriptionRequest.encode({
      clientID: this.clientId,
      subject: channel,
      maxInFlight: 1024,
      ackWaitInSecs: 30,
      ...fields,
    });
    return pub(this.server.subRequests, request, answerTo);
  }

  /** The bytes of a request whose answer nobody reads. */
  requestOp(subject: string, payload: Buffer): Buffer {
    return pub(subject, payload, this.newInbox());
  }

  /** Sends the request and gives the answer, which must come within the turn. */
  request(subject: string, payload: Buffer): Buffer {
    const inbox = this.newInbox();
    this.peer.send(pub(subject, payload, inbox));
    const [answer] = this.take(inbox);
    if (!answer) throw new Error(`no answer on ${subject}`);
    return answer.payload;
  }

  /** Takes what has come to the inbox. */
  take(inbox: string): Arrival[] {
    this.read();
    const arrivals = this.inboxes.get(inbox) ?? [];
    this.inboxes.delete(inbox);
    return arrivals;
  }

  /** Reads what the connection has, and answers heartbeats. */
  read(): void {
    this.unread = Buffer.concat([this.unread, this.peer.takeBytes()]);
    for (let arrival = this.next(); arrival; arrival = this.next()) {
      const { subject, reply } = arrival;
      if (subject === this.inboxNamed('heartbeat')) {
        if (this.answersHeartbeats) this.peer.send(pub(reply, Buffer.alloc(0)));
        continue;
      }
      this.arrivals.push(subject);
      const arrivals = this.inboxes.get(subject);
      if (arrivals) arrivals.push(arrival);
      else this.inboxes.set(subject, [arrival]);
    }
  }

  private pubMsg(channel: string, data: string | Buffer): Buffer {
    const message: PubMsg = {
      clientID: this.clientId,
      guid: `guid-${++this.inboxCount}`,
      subject: channel,
      data: Buffer.from(data),
      connID: Buffer.from(`conn-${this.clientId}`),
    };
    return wire.pubMsg.encode(message);
  }

  /** An inbox of this client. */
  inboxNamed(name: string): string {
    return `_INBOX.${this.clientId}.${name}`;
  }

  /** An inbox that nothing has come to yet. */
  newInbox(): string {
    return this.inboxNamed(String(++this.inboxCount));
  }

  /** The next whole MSG; what else the server says is skipped. */
  private next(): Arrival | undefined {
    for (;;) {
      const lineEnd = this.unread.indexOf('\r\n');
      if (lineEnd < 0) return undefined;
      const words = this.unread.toString('latin1', 0, lineEnd).split(' ');
      const payloadStart = lineEnd + 2;
      if (words[0] !== 'MSG') {
        if (words[0] === 'PING') this.peer.send('PONG\r\n');
        this.unread = this.unread.subarray(payloadStart);
        continue;
      }
      const payloadEnd = payloadStart + Number(words.at(-1));
      if (this.unread.length < payloadEnd + 2) return undefined;
      const payload = this.unread.subarray(payloadStart, payloadEnd);
      this.unread = this.unread.subarray(payloadEnd + 2);
      return {
        subject: words[1] ?? '',
        reply: words.length === 5 ? (words[3] ?? '') : '',
        payload,
      };
    }
  }
}

/** A subscription of a {@link TestStan}. */
export class TestSubscription {
  readonly client: TestStan;
  readonly channel: string;
  readonly inbox: string;
  readonly ackInbox: string;

  constructor(client: TestStan, channel: string, inbox: string, ackInbox: string) {
    this.client = client;
    this.channel = channel;
    this.inbox = inbox;
    this.ackInbox = ackInbox;
  }

  /** Takes what was delivered since the last time. */
  take(): MsgProto[] {
    return this.client.take(this.inbox).map(({ payload }) => decodeMsgProto(payload));
  }

  /** The same, but for the sequences alone. */
  takeSequences(): number[] {
    return this.take().map(({ sequence }) => sequence);
  }

  /** Acknowledges these, all in one turn. */
  ack(...sequences: readonly number[]): void {
    const acks = sequences.map((sequence) =>
      pub(this.ackInbox, wire.ack.encode({ subject: this.channel, sequence })),
    );
    this.client.peer.send(Buffer.concat(acks));
  }

  /** Leaves; a durable one keeps its place. */
  close(): void {
    const { subCloseRequests } = this.client.server;
    const { error } = wire.subscriptionResponse.decode(
      this.client.request(subCloseRequests, this.closeRequest()),
    );
    if (error !== '') throw new Error(error);
  }

  /** The bytes that ask for it, for a client that does not wait for the answer. */
  closeOp(): Buffer {
    return this.client.requestOp(this.client.server.subCloseRequests, this.closeRequest());
  }

  private closeRequest(): Buffer {
    return wire.unsubscribeRequest.encode({
      clientID: this.client.clientId,
      subject: this.channel,
      inbox: this.ackInbox,
    });
  }
}

function pub(subject: string, payload: Buffer, reply = ''): Buffer {
  const target = reply === '' ? subject : `${subject} ${reply}`;
  return Buffer.concat([
    Buffer.from(`PUB ${target} ${payload.length}\r\n`, 'latin1'),
    payload,
    Buffer.from('\r\n'),
  ]);
}
