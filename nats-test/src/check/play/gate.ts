import type { Waiting } from '../../base/waiting';
import { AckReader } from '../../protocol/streaming/hot-codec';
import { StartPosition, type SubscriptionRequest } from '../../protocol/streaming/messages';
import type { Delivery } from '../../server/tap/delivery';
import type { PublishedEvent } from '../../server/tap/published-event';
import type { Listener, Roster } from '../../server/tap/roster';
import type { Rules } from '../../server/tap/tap-streaming';
import type { Event } from '../events';
import { CheckSetupError } from '../setup-error';
import { PUBLISHER, type Delivered, type Entry, type Subscribed } from '../history';
import { Flight } from './flight';
import type { Life } from './life';
import { isPublisher } from './publisher';
import { Unacked } from './unacked';

const MS_PER_SECOND = 1000;
const STARTS: Readonly<Record<number, Subscribed['start']>> = {
  [StartPosition.newOnly]: 'new only',
  [StartPosition.lastReceived]: 'last',
  [StartPosition.timeDelta]: 'time',
  [StartPosition.sequence]: 'sequence',
  [StartPosition.first]: 'first',
};

/** Who has published so many of its own will go on for ever. */
const OWN_MAX = 1000;

/** What the gate tells whoever directs the play. */
export interface GateOwner {
  note(entry: Entry): void;
  /** The server's time. */
  nowMs(): number;
  /** Somebody wants a client ID that another one has; the server has asked that one. */
  claimed(): void;
  /** The listener has told its client to acknowledge a delivery. */
  leaves(flight: Flight): void;
  /** The ack has come of a delivery whose fate is that its listener dies now. */
  struck(flight: Flight): void;
}

/** Where an event comes from. */
interface Origin {
  /** Counted from 1; 0 for what is none of the given. */
  readonly index: number;
  readonly label: string;
  /** Nobody can handle it, so that nobody has to acknowledge it. */
  readonly isPoison: boolean;
}

/**
 * Stands between the server and the listeners: each delivery waits here until it is let through, and
 * each ack meets its fate.
 */
export class Gate {
  /** What waits here, in the order in which the server has sent it. */
  readonly held: Flight[] = [];
  /** What was let through, and when. */
  readonly released: Flight[] = [];
  readonly unacked = new Unacked();
  /** Who is being started: clients that connect now are its own. */
  starting: Life | undefined;
  /** What the publisher is sending. */
  publishing: Origin | undefined;
  /** How many the listeners have published themselves. */
  private ownCount = 0;
  private readonly owner: GateOwner;
  private readonly waiting: Waiting;
  private readonly lives = new Map<string, Life>();
  private readonly livesByInbox = new Map<string, Life>();
  private readonly requests = new Map<string, SubscriptionRequest>();
  private readonly under = new Map<string, Flight>();
  private readonly acks = new AckReader();
  private readonly lastSequences = new Map<string, number>();
  private readonly origins = new Map<string, Origin>();

  constructor(owner: GateOwner, waiting: Waiting) {
    this.owner = owner;
    this.waiting = waiting;
  }

  /**
   * Lets a delivery through.
   * @throws CheckSetupError when there is no end to them
   */
  release(flight: Flight): void {
    if (this.ownCount > OWN_MAX && flight.facts.event === 0) throw endless(flight);
    this.take(flight);
    this.owner.note({ f: 'delivered', redelivered: flight.redelivered, ...flight.facts });
    flight.sentAtMs = performance.now();
    this.released.push(flight);
    flight.send();
  }

  /** A delivery never arrives. */
  lose(flight: Flight): void {
    this.take(flight);
    this.owner.note({ f: 'delivery lost', redelivered: flight.redelivered, ...flight.facts });
  }

  /** Nothing that waits here for them arrives any more. */
  dropAllOf(life: Life): void {
    for (const flight of this.held.filter((it) => it.life === life)) this.take(flight);
  }

  /** An event has come to the code of a listener. */
  handles(ackInbox: string, sequence: number): void {
    const flight = this.under.get(`${ackInbox} ${sequence}`);
    if (!flight) return;
    flight.isArrived = true;
    this.waiting.changed();
  }

  /** A listener has told its client to send that: it may be the ack of a delivery. */
  sends(subject: string, payload: Uint8Array): void {
    const bytes = Buffer.from(payload);
    if (!this.acks.decode(bytes, 0, bytes.length)) return;
    const flight = this.under.get(`${subject} ${this.acks.sequence}`);
    if (flight) this.owner.leaves(flight);
  }

  /**
   * In each life of the server.
   * @param roster who is subscribed in it
   */
  rules({ roster }: { readonly roster: Roster }): Rules {
    return {
      publish: (event) => {
        this.publish(event);
      },
      connected: (clientId, { error }, _, pass) => {
        this.connected(clientId, error);
        pass();
        this.waiting.changed();
      },
      claim: (_, pass) => {
        pass();
        this.owner.claimed();
      },
      subscribe: (request, { pass }) => {
        this.requests.set(request.inbox, request);
        const life = this.lives.get(request.clientID);
        if (life) this.livesByInbox.set(request.inbox, life);
        pass();
      },
      subscribed: (listener) => {
        this.subscribed(listener);
      },
      leave: (listener, forGood, { pass }) => {
        this.left(listener, forGood && roster.membersWith(listener).length <= 1);
        pass();
      },
      gone: (listener) => {
        // What it had goes to others of its group, or to who takes up its durable.
        const hasHeirs = listener.queue !== '' && roster.membersWith(listener).length > 0;
        if (listener.durable === '' && !hasHeirs) this.unacked.forget(listener);
      },
      disconnect: (clientId, { pass }) => {
        this.lives.get(clientId)?.closedIds.add(clientId);
        pass();
        this.waiting.changed();
      },
      deliver: (delivery) => {
        this.deliver(delivery);
      },
      ack: (listener, sequence, pass) => {
        this.ack(listener, sequence, pass);
      },
    };
  }

  private publish(event: PublishedEvent): void {
    const { channel, data } = event;
    const sequence = (this.lastSequences.get(channel) ?? 0) + 1;
    this.lastSequences.set(channel, sequence);
    // A listener may publish something in the same moment.
    const isOwn = isPublisher(event.clientId);
    const own = isOwn ? this.publishing : undefined;
    if (isOwn) this.publishing = undefined;
    else this.ownCount++;
    const origin = own ?? { index: 0, label: shorten(data), isPoison: false };
    const { index, label } = origin;
    this.origins.set(placeOf(channel, sequence), origin);
    const by = isOwn ? PUBLISHER : (this.lives.get(event.clientId)?.member ?? 'listener');
    this.owner.note({ f: 'published', event: index, channel, sequence, label, by });
    event.store();
  }

  private connected(clientId: string, error: string | undefined): void {
    const life = this.starting ?? this.lives.get(clientId);
    if (!life) return;
    if (error) {
      life.refusal = error;
      this.owner.note({ f: 'refused', member: life.member, what: 'connect', error });
      return;
    }
    this.lives.set(clientId, life);
    life.clientIds.add(clientId);
  }

  private subscribed(listener: Listener): void {
    const life = this.livesByInbox.get(listener.inbox);
    const request = this.requests.get(listener.inbox);
    if (!life || !request) return;
    const subscribed: Subscribed = {
      channel: listener.channel,
      queue: listener.queue,
      durable: listener.durable,
      ackWaitMs: request.ackWaitInSecs * MS_PER_SECOND,
      maxInFlight: request.maxInFlight,
      start: STARTS[request.startPosition] ?? 'new only',
    };
    life.subscriptions.push(subscribed);
    this.owner.note({ f: 'subscribed', member: life.member, ...subscribed });
    this.waiting.changed();
  }

  /** @param forGood a durable group is deleted with its last member */
  private left(listener: Listener, forGood: boolean): void {
    const life = this.livesByInbox.get(listener.inbox);
    const { channel, durable, queue } = listener;
    if (!forGood || durable === '') return;
    this.unacked.forget(listener);
    if (!life) return;
    this.owner.note({ f: 'unsubscribed', member: life.member, channel, durable, queue });
  }

  private deliver(delivery: Delivery): void {
    const { listener, msg } = delivery;
    const life = this.livesByInbox.get(listener.inbox);
    if (!life) {
      delivery.send();
      return;
    }
    const { sequence, redelivered } = msg;
    const { channel } = listener;
    const origin = this.origins.get(placeOf(channel, sequence));
    const { index = 0, label = shorten(msg.data), isPoison = false } = origin ?? {};
    const { member } = life;
    const facts: Delivered = { member, channel, sequence, event: index, label };
    this.unacked.sent(listener, facts, isPoison);
    // Who is being stopped gets nothing more, or it would wait here for one that is gone.
    if (life.isEnding) return;
    const { ackWaitInSecs = 0 } = this.requests.get(listener.inbox) ?? {};
    const ackWaitMs = ackWaitInSecs * MS_PER_SECOND;
    const { ackInbox } = listener;
    const terms = { ackInbox, redelivered, ackWaitMs, dueMs: this.owner.nowMs() + ackWaitMs };
    const flight = new Flight(life, facts, terms, () => {
      this.under.set(keyOf(listener, sequence), flight);
      delivery.send();
    });
    // Who is so slow that the server sends it again gets it once more, not twice more.
    if (this.held.some((other) => other.isOf(flight))) return;
    this.held.push(flight);
    this.waiting.changed();
  }

  private ack(listener: Listener, sequence: number, pass: () => void): void {
    if (this.livesByInbox.get(listener.inbox)?.isCutOff) return;
    const flight = this.under.get(keyOf(listener, sequence));
    if (!flight) {
      this.unacked.acked(listener, sequence);
      pass();
      return;
    }
    const { fate, facts } = flight;
    flight.isAcked = true;
    flight.tookMs ??= performance.now() - flight.sentAtMs;
    if (fate === 'is lost') {
      this.under.delete(keyOf(listener, sequence));
      this.owner.note({ f: 'ack lost', ...facts });
    } else if (fate !== 'comes too late') {
      this.unacked.acked(listener, sequence);
      pass();
      this.owner.note({ f: 'acked', ...facts });
    }
    if (fate === 'comes too late' || fate === 'is the last') this.owner.struck(flight);
    this.waiting.changed();
  }

  private take(flight: Flight): void {
    const at = this.held.indexOf(flight);
    if (at !== -1) this.held.splice(at, 1);
  }
}

function endless({ facts: { channel, label } }: Flight): CheckSetupError {
  return new CheckSetupError(
    `the listener publishes to ${channel}, to which it subscribes, without an end (${label}): have it ` +
      'publish to another channel, or not for each event that it gets',
  );
}

/** How an event is told of. */
export function originOf({ label }: Event, index: number): Origin {
  return { index, label, isPoison: index === 0 };
}

const LABEL_LENGTH_MAX = 80;

function shorten(data: Buffer): string {
  const text = data.toString('utf8').replace(/\s+/g, ' ');
  return text.length <= LABEL_LENGTH_MAX ? text : `${text.slice(0, LABEL_LENGTH_MAX - 1)}…`;
}

function placeOf(channel: string, sequence: number): string {
  return `${channel} ${sequence}`;
}

function keyOf({ ackInbox }: Listener, sequence: number): string {
  return `${ackInbox} ${sequence}`;
}
