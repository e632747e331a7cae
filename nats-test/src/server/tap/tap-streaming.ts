import { AckReader } from '../../protocol/streaming/hot-codec';
import {
  decodeCloseRequest,
  decodeConnectRequest,
  decodeConnectResponse,
  decodeSubscriptionRequest,
  decodeUnsubscribeRequest,
  type ConnectResponse,
  type SubscriptionRequest,
} from '../../protocol/streaming/messages';
import type { Decorations } from '../decorations';
import type { RecoveredState } from '../stores/store';
import type { Nats } from '../streaming/nats';
import { Delivery } from './delivery';
import { readMsg } from './messages';
import { PublishedEvent } from './published-event';
import { Roster, type Listener } from './roster';
import { storeWith, type StoreChanges } from './store-with';
import { tapNats, type Line, type Message, type Pass, type Tap } from './tap-nats';

/** A request that the server has not seen yet. */
export interface Ask extends Message {
  /** Hands it to the server, or another payload in its place. */
  readonly pass: Pass;
  /** Answers it in the server's name. */
  readonly answer: (payload: Buffer) => void;
}

/** The server asks a client for a sign of life. */
export interface Heartbeat {
  readonly clientId: string;
  /** Whether the one before has not been answered. */
  readonly isMissed: boolean;
  /** Hands the server an answer. */
  readonly answer: () => void;
  readonly pass: Pass;
}

/** What becomes of what passes between clients and the streaming server; without a rule it passes. */
export interface Rules {
  publish?(event: PublishedEvent): void;
  subscribe?(request: SubscriptionRequest, ask: Ask): void;
  /** The client knows that it is subscribed. */
  subscribed?(listener: Listener): void;
  /** A subscription is to end, for good or not. */
  leave?(listener: Listener, forGood: boolean, ask: Ask): void;
  /** The server has a subscription no longer: its client has left it, or was given up, or replaced. */
  gone?(listener: Listener): void;
  /** A client says goodbye. */
  disconnect?(clientId: string, ask: Ask): void;
  /** The answer to a client that wants to be registered. */
  connected?(clientId: string, response: ConnectResponse, answer: Message, pass: Pass): void;
  ack?(listener: Listener, sequence: number, pass: Pass): void;
  deliver?(delivery: Delivery): void;
  heartbeat?(heartbeat: Heartbeat): void;
  /** Somebody wants a client ID, and the server asks its owner whether that one lives. */
  claim?(answer: () => void, pass: Pass): void;
}

/** What rules work with. */
export interface Stage extends Line {
  readonly roster: Roster;
}

/**
 * A server that goes by other rules.
 * @param openRules called in each life of the server
 * @param storeChanges what of its store is to be another way, too
 */
export function withRules(
  openRules: (stage: Stage) => Rules,
  storeChanges: StoreChanges = {},
): Decorations {
  let recovered: RecoveredState | undefined;
  return {
    store: (store) =>
      storeWith(store, {
        ...storeChanges,
        onRecover: (state) => {
          recovered = state;
          storeChanges.onRecover?.(state);
        },
      }),
    nats: (nats: Nats) => {
      // Of the life before; the store comes after the NATS.
      recovered = undefined;
      return tapNats(nats, (line) => new StreamingTap(line, openRules, () => recovered));
    },
  };
}

class StreamingTap implements Tap {
  private readonly line: Line;
  private readonly rules: Rules;
  private readonly roster = new Roster();
  private readonly recovered: () => RecoveredState | undefined;
  /** Clients by their heartbeat inboxes. */
  private readonly clientIds = new Map<string, string>();
  /** The latest heartbeat of each inbox that is not answered: where its answer goes. */
  private readonly beating = new Map<string, string>();
  /** Who wants to be registered, by where the answer goes. */
  private readonly connecting = new Map<string, string>();
  /** Ack inboxes of those who do not know them yet, by where the answer goes. */
  private readonly subscribing = new Map<string, string>();
  /** What the server is working at. */
  private current: { readonly request?: SubscriptionRequest; readonly reply: string } | undefined;
  private readonly acks = new AckReader();

  constructor(
    line: Line,
    openRules: (stage: Stage) => Rules,
    recovered: () => RecoveredState | undefined,
  ) {
    this.line = line;
    this.recovered = recovered;
    this.rules = openRules({ ...line, roster: this.roster });
  }

  /** The server listens to the acks of a subscription as soon as it is there. */
  listens(subject: string): void {
    const { current, roster } = this;
    if (current?.request) {
      roster.add(current.request, subject);
      this.subscribing.set(current.reply, subject);
      return;
    }
    const state = this.recovered();
    for (const { id, heartbeatInbox } of state?.clients ?? []) {
      this.clientIds.set(heartbeatInbox, id);
    }
    for (const { name, subscriptions } of state?.channels ?? []) {
      const found = subscriptions.find(({ ackInbox }) => ackInbox === subject);
      if (found) roster.recover(name, found);
    }
  }

  stopsListening(subject: string): void {
    const listener = this.roster.withAckInbox(subject);
    this.roster.remove(subject);
    if (listener) this.rules.gone?.(listener);
  }

  fromClient(message: Message, pass: Pass): void {
    const { rules, line, roster } = this;
    const { subject, payload, reply } = message;
    const answer = (bytes: Buffer): void => {
      if (reply !== '') line.send(reply, bytes);
    };
    const ask = { ...message, pass, answer };
    const listener = roster.withAckInbox(subject);
    if (listener) {
      this.ack(listener, message, pass);
      return;
    }
    switch (kindOf(subject)) {
      case 'discover':
        this.connect(message, pass);
        return;
      case 'pub':
        if (!rules.publish) break;
        rules.publish(new PublishedEvent(message, line, pass));
        return;
      case 'sub':
        this.subscribe(ask);
        return;
      case 'unsub':
      case 'subclose': {
        const request = decodeUnsubscribeRequest(payload);
        const leaving = request && roster.withAckInbox(request.inbox);
        if (!leaving || !rules.leave) break;
        rules.leave(leaving, kindOf(subject) === 'unsub', ask);
        return;
      }
      case 'close': {
        const request = decodeCloseRequest(payload);
        if (!request || !rules.disconnect) break;
        rules.disconnect(request.clientID, ask);
        return;
      }
      default:
        for (const [inbox, awaited] of this.beating) {
          if (awaited === subject) this.beating.delete(inbox);
        }
    }
    pass();
  }

  fromServer(message: Message, pass: Pass): void {
    const { rules, line, roster } = this;
    const { subject, payload, reply } = message;
    const listener = roster.withInbox(subject);
    const msg = listener && readMsg(payload);
    if (listener && msg) {
      const delivery = new Delivery(listener, msg, payload, line, pass);
      if (rules.deliver) rules.deliver(delivery);
      else delivery.send();
      return;
    }
    const clientId = this.clientIds.get(subject);
    if (clientId !== undefined && reply !== '') {
      this.heartbeat(clientId, message, pass);
      return;
    }
    const connecting = this.connecting.get(subject);
    this.connecting.delete(subject);
    const response = connecting === undefined ? undefined : decodeConnectResponse(payload);
    if (connecting !== undefined && response && rules.connected) {
      rules.connected(connecting, response, message, pass);
      return;
    }
    pass();
    const subscribed = roster.withAckInbox(this.subscribing.get(subject) ?? '');
    this.subscribing.delete(subject);
    if (subscribed) rules.subscribed?.(subscribed);
  }

  private connect({ payload, reply }: Message, pass: Pass): void {
    const request = decodeConnectRequest(payload);
    if (request) {
      this.connecting.set(reply, request.clientID);
      this.clientIds.set(request.heartbeatInbox, request.clientID);
    }
    this.during({ reply }, pass);
  }

  private subscribe(ask: Ask): void {
    const { rules } = this;
    const pass = (payload = ask.payload): void => {
      const request = decodeSubscriptionRequest(payload);
      this.during({ reply: ask.reply, ...(request ? { request } : {}) }, () => {
        ask.pass(payload);
      });
    };
    const request = decodeSubscriptionRequest(ask.payload);
    if (request && rules.subscribe) rules.subscribe(request, { ...ask, pass });
    else pass();
  }

  private ack(listener: Listener, { payload }: Message, pass: Pass): void {
    const { acks, rules } = this;
    if (!acks.decode(payload, 0, payload.length)) return;
    const { sequence } = acks;
    listener.outstanding.delete(sequence);
    if (rules.ack) rules.ack(listener, sequence, pass);
    else pass();
  }

  private heartbeat(clientId: string, { subject, reply }: Message, pass: Pass): void {
    const { rules, beating, line } = this;
    const answer = (): void => {
      // Not now: the server still asks.
      line.later(0, () => {
        line.bring(reply, Buffer.alloc(0));
      });
    };
    // Whoever wants a client ID that is taken has its owner asked, too. That is no heartbeat.
    if (this.current) {
      if (rules.claim) rules.claim(answer, pass);
      else pass();
      return;
    }
    const isMissed = beating.has(subject);
    beating.set(subject, reply);
    if (rules.heartbeat) rules.heartbeat({ clientId, isMissed, answer, pass });
    else pass();
  }

  private during(current: NonNullable<StreamingTap['current']>, work: () => void): void {
    this.current = current;
    try {
      work();
    } finally {
      this.current = undefined;
    }
  }
}

/** What a request is about; empty for pings, heartbeats and acks. */
function kindOf(subject: string): string {
  const [stan, kind = ''] = subject.split('.');
  return stan === '_STAN' && !subject.endsWith('.pings') ? kind : '';
}
