import { REDELIVERY_BYTES_MAX, writeRedelivery } from '../../../src/protocol/streaming/hot-codec';
import { decodeMsgProto, type SubscriptionRequest, wire } from '../stan-wire';
import {
  encodeMessage,
  encodePublication,
  type Frame,
  type NatsMessage,
  type Publication,
  readMessage,
  readPublication,
} from './frames';
import type { Deed, Lie } from './lie';
import type { Neighbours, ProxiedSubscription } from './neighbours';

/** The two ends of a connection through the proxy, and what lies of all connections have in common. */
export interface ConnectionSurroundings {
  readonly toClient: (bytes: Buffer) => void;
  readonly toServer: (bytes: Buffer) => void;
  readonly neighbours: Neighbours;
  readonly lie: Lie;
  /** How many clients got another name by now, the one who asks included. */
  readonly countRenamed: () => number;
  /** Does something after so many milliseconds, unless the proxy is closed by then. */
  readonly later: (afterMs: number, action: () => void) => void;
}

/** One client of NATS Streaming that believes to speak with the server. */
export class ProxiedConnection {
  /** The client's own word for itself, while it is connected. */
  clientId = '';
  /** As whom the server knows it, where a lie has renamed it. */
  private alias: string | undefined;
  private heartbeatInbox = '';
  /** By subject; with wildcards, as subscribed. */
  private readonly sids = new Map<string, string>();
  /** Requests for a subscription that wait for their answer, by the subject of the answer. */
  private readonly asked = new Map<string, SubscriptionRequest>();
  private readonly around: ConnectionSurroundings;

  constructor(around: ConnectionSurroundings) {
    this.around = around;
    around.neighbours.connections.add(this);
  }

  /** Takes what the client says. */
  fromClient(frame: Frame): void {
    const [op, subject = '', ...rest] = frame.words;
    if (op === 'SUB') this.sids.set(subject, rest.at(-1) ?? '');
    const publication = readPublication(frame);
    const passes = publication ? this.request(publication) : undefined;
    if (passes === publication) this.around.toServer(frame.bytes);
    else if (passes) this.around.toServer(encodePublication(passes));
  }

  /** Takes what the server says. */
  fromServer(frame: Frame): void {
    const message = readMessage(frame);
    if (message && this.isLiedAbout(message)) return;
    this.around.toClient(frame.bytes);
  }

  /** The connection is over. */
  close(): void {
    this.around.neighbours.forget(this);
  }

  /** Sends a message of this subscription of the client. */
  send(inbox: string, payload: Buffer): void {
    const sid = this.sidOf(inbox);
    if (sid === undefined) return;
    this.around.toClient(encodeMessage({ subject: inbox, sid, reply: '', payload }));
  }

  /** @returns what the server gets to see; the same object when nothing is changed */
  private request(publication: Publication): Publication | undefined {
    const { subject } = publication;
    const { neighbours, lie } = this.around;
    const acked = neighbours.withAckInbox(subject);
    if (acked) return this.ack(acked, publication);
    const kind = kindOf(subject);
    switch (kind) {
      case 'discover':
        return this.connect(publication);
      case 'close':
        this.clientId = '';
        return this.renamed(publication, kind);
      case 'sub':
        return this.subscribe(publication);
      case 'unsub':
      case 'subclose':
        if (lie.keepsClosed) {
          // Success has no bytes.
          this.answer(publication.reply, Buffer.alloc(0));
          return undefined;
        }
        this.leave(publication);
        return this.renamed(publication, kind);
      case 'pub':
        return this.renamed(publication, kind);
      case undefined:
        return publication;
    }
  }

  private connect(publication: Publication): Publication {
    const { neighbours, lie, countRenamed } = this.around;
    const request = wire.connectRequest.decode(publication.payload);
    const { clientID = '', heartbeatInbox = '' } = request;
    this.heartbeatInbox = heartbeatInbox;
    this.clientId = clientID;
    this.alias =
      lie.renameSecond && neighbours.isTaken(clientID, this)
        ? lie.renameSecond(clientID, countRenamed())
        : undefined;
    return this.renamed(publication, 'discover');
  }

  private subscribe(publication: Publication): Publication {
    const { lie } = this.around;
    const renamed = this.renamed(publication, 'sub');
    const asked = wire.subscriptionRequest.decode(renamed.payload);
    this.asked.set(publication.reply, asked);
    if (!lie.subscribe) return renamed;
    return { ...renamed, payload: wire.subscriptionRequest.encode(lie.subscribe(asked)) };
  }

  private leave({ payload }: Publication): void {
    const { neighbours } = this.around;
    const { inbox: ackInbox = '' } = wire.unsubscribeRequest.decode(payload);
    const subscription = neighbours.withAckInbox(ackInbox);
    if (subscription) neighbours.remove(subscription);
  }

  private ack(acked: ProxiedSubscription, publication: Publication): Publication | undefined {
    const { lie } = this.around;
    const { sequence } = wire.ack.decode(publication.payload);
    acked.acked.add(sequence);
    return !lie.acks || lie.acks(sequence) ? publication : undefined;
  }

  /** The request in the name by which the server knows the client. */
  private renamed(publication: Publication, kind: keyof typeof NAMED): Publication {
    if (this.alias === undefined) return publication;
    const codec = NAMED[kind];
    const request = { ...codec.decode(publication.payload), clientID: this.alias };
    return { ...publication, payload: codec.encode(request) };
  }

  /** @returns true when the message does not pass as it is */
  private isLiedAbout(message: NatsMessage): boolean {
    const { neighbours, lie, toServer } = this.around;
    const { subject, reply } = message;
    this.noteAnswer(message);
    if (subject === this.heartbeatInbox && lie.answersHeartbeats) {
      toServer(encodePublication({ subject: reply, reply: '', payload: Buffer.alloc(0) }));
      return true;
    }
    const subscription = neighbours.withInbox(subject);
    if (!subscription || !lie.deliver) return false;
    this.deliver(subscription, message.payload);
    return true;
  }

  /** From the answer it is known where the acks of a subscription go. */
  private noteAnswer({ subject, payload }: NatsMessage): void {
    const request = this.asked.get(subject);
    if (!request) return;
    this.asked.delete(subject);
    const { ackInbox, error } = wire.subscriptionResponse.decode(payload);
    if (error !== '') return;
    const { inbox = '', subject: channel = '', qGroup = '', durableName = '' } = request;
    this.around.neighbours.add({
      ...{ inbox, ackInbox, channel, queue: qGroup, durable: durableName },
      connection: this,
      acked: new Set(),
    });
  }

  private deliver(subscription: ProxiedSubscription, payload: Buffer): void {
    const { neighbours, lie } = this.around;
    const message = decodeMsgProto(payload);
    const others = neighbours.othersOf(subscription).map(({ inbox }) => inbox);
    const delivery = { inbox: subscription.inbox, others, message };
    for (const deed of lie.deliver?.(delivery) ?? [])
      this.perform(deed, subscription, message.sequence, payload);
  }

  private perform(
    deed: Deed,
    subscription: ProxiedSubscription,
    sequence: number,
    payload: Buffer,
  ): void {
    const { neighbours, toServer, later } = this.around;
    const { ackInbox, channel, acked } = subscription;
    if (deed.do === 'ack') {
      const ack = wire.ack.encode({ subject: channel, sequence });
      toServer(encodePublication({ subject: ackInbox, reply: '', payload: ack }));
      return;
    }
    const bytes = deed.asRedelivered ? Buffer.concat([payload, REDELIVERED_ONCE]) : payload;
    const send = (): void => {
      if (deed.unlessAcked && acked.has(sequence)) return;
      neighbours.withInbox(deed.to)?.connection.send(deed.to, bytes);
    };
    if (deed.afterMs === undefined) send();
    else later(deed.afterMs, send);
  }

  private answer(reply: string, payload: Buffer): void {
    const sid = this.sidOf(reply);
    if (sid !== undefined)
      this.around.toClient(encodeMessage({ subject: reply, sid, reply: '', payload }));
  }

  private sidOf(subject: string): string | undefined {
    // Clients of this library have one subscription for all answers, which ends in `.*`.
    return this.sids.get(subject) ?? this.sids.get(subject.replace(/[^.]+$/, '*'));
  }
}

/** Requests that say whose they are. */
const NAMED = {
  discover: wire.connectRequest,
  close: wire.closeRequest,
  sub: wire.subscriptionRequest,
  unsub: wire.unsubscribeRequest,
  subclose: wire.unsubscribeRequest,
  pub: wire.pubMsg,
} as const;

/** What a request is about; undefined when it is not for the streaming server, or is a ping. */
function kindOf(subject: string): keyof typeof NAMED | undefined {
  const [stan, kind = ''] = subject.split('.');
  if (stan !== '_STAN' || subject.endsWith('.pings')) return undefined;
  return kind in NAMED ? (kind as keyof typeof NAMED) : undefined;
}

/** Behind a `MsgProto` it sets the flag and the count, as the later of two fields is the one that counts. */
const REDELIVERED_ONCE = redelivered(1);

function redelivered(count: number): Buffer {
  const fields = Buffer.alloc(REDELIVERY_BYTES_MAX);
  return fields.subarray(0, writeRedelivery(fields, count));
}
