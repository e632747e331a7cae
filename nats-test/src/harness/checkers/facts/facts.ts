import type { History, Operation, OperationOf, SubscriptionTerms } from '../../history/operation';
import type { Links } from './links';
import type { Pauses } from './pauses';

export type Delivery = OperationOf<'deliver'>;
export type Ack = OperationOf<'ack'>;

/** One client from its connect to its end. */
export interface Session {
  readonly client: string;
  readonly clientId: string;
  /** Undefined when the history begins with the client connected. */
  readonly asked: Operation | undefined;
  answer: OperationOf<'connect'> | undefined;
  /** Its own goodbye: asked for, and answered. */
  endAsked: Operation | undefined;
  ended: Operation | undefined;
  /** From here on nobody knows what reaches it or the server: frozen, lost, or an end of unknown outcome. */
  silent: Operation | undefined;
  /** From here on it may have missed something, as is known afterwards: what was heard last before it
   *  was lost, or a pause of the harness so long that the server may have let go of the client. */
  deafFrom: Operation | undefined;
  /** From here on the server surely counts it no more. */
  gone: Operation | undefined;
}

/** One subscription from subscribe to its end. */
export interface Member {
  readonly name: string;
  readonly session: Session;
  readonly channel: string;
  readonly terms: SubscriptionTerms;
  readonly asked: Operation;
  ready: Operation | undefined;
  /** What ended it, by its own close or unsubscribe or its client's goodbye. */
  endedBy: 'close' | 'unsubscribe' | 'disconnect' | undefined;
  endAsked: Operation | undefined;
  ended: Operation | undefined;
  silent: Operation | undefined;
  gone: Operation | undefined;
  /** What it has not acknowledged, by sequence; as it was when the member left, if it did. */
  readonly held: Map<number, Delivery>;
  /** It has held as many as it may, so that something may have waited. */
  wasFull: boolean;
}

/** All that happened to one event at one identity, in order. */
export interface Passage {
  readonly sequence: number;
  readonly value: string;
  readonly steps: (Delivery | Ack)[];
}

/**
 * Who gets each event once: a plain subscription, a durable one over all its resumptions, or a queue
 * group over all its members. When it ends for good and is asked for again, that is another identity.
 */
export interface Identity {
  /** As it is called in a sentence: `a`, `durable d`, `group q`. */
  readonly label: string;
  readonly channel: string;
  readonly isGroup: boolean;
  readonly isDurable: boolean;
  /** Nobody knows whether it is new or the one before it went on. */
  readonly isUncertain: boolean;
  /** The identity that was here before and ended for good. */
  readonly before: Identity | undefined;
  /** In the order in which they were asked for; those that the server has refused are not there. */
  members: Member[];
  /** Deliveries and acks of all members, in order. */
  readonly steps: (Delivery | Ack)[];
  readonly passages: Map<number, Passage>;
  /** What ended it for good was asked for here; undefined when it goes on. */
  endAsked: Operation | undefined;
}

/** One event that somebody tried to publish. */
export interface Publication {
  readonly value: string;
  readonly channel: string;
  readonly asked: Operation;
  answer: OperationOf<'publish'> | undefined;
  /** From its first delivery anywhere; undefined when nobody got it. */
  sequence: number | undefined;
  /** From 1, among all of its channel in this history. */
  number: number;
  /** Its sequence is neither below nor above these. */
  sequenceMin: number;
  sequenceMax: number;
}

/** What a history says of those who took part in it. */
export interface Facts {
  readonly history: History;
  /** Milliseconds since the history began. */
  readonly endMs: number;
  readonly pauses: Pauses;
  readonly links: Links;
  readonly sessions: readonly Session[];
  readonly identities: readonly Identity[];
  /** By value. */
  readonly publications: ReadonlyMap<string, Publication>;
  /** By channel, in the order in which they were asked for. */
  readonly channels: ReadonlyMap<string, readonly Publication[]>;
  member(subscription: string): Member | undefined;
}

/** The operation with which member or client left or fell silent, or undefined. */
export function leaving({ endAsked, silent }: Member | Session): Operation | undefined {
  return earlier(endAsked, silent);
}

/** The operation after which the member may have missed what was sent to it, or undefined. */
export function deafFrom(member: Member): Operation | undefined {
  return earlier(leaving(member), member.session.deafFrom);
}

function earlier(a: Operation | undefined, b: Operation | undefined): Operation | undefined {
  if (!a || !b) return a ?? b;
  return a.index < b.index ? a : b;
}

/** Whether both ends of it worked just before the operation. */
export function isPresent(member: Member, at: Operation): boolean {
  const left = deafFrom(member);
  return member.ready !== undefined && !(left && left.index < at.index);
}

/**
 * Whether the member may have been sent an event, published at `since`, that nobody saw: it left
 * before `until`, and the server may have believed after `since` that it was there.
 */
export function mayHaveSwallowed(member: Member, since: Operation, untilMs: number): boolean {
  const left = deafFrom(member);
  if (!left || left.timeMs > untilMs) return false;
  return !(member.gone && member.gone.index < since.index);
}

/** Milliseconds beyond which nothing is under way to any member. */
export function longestWayMs({ links }: Facts, { members }: Identity): number {
  return Math.max(0, ...members.map(({ session }) => links.wayMs(session.client)));
}

/** Milliseconds to allow for the links of the members, on top of what all servers are allowed. */
export function marginMs({ links }: Facts, { members }: Identity): number {
  return Math.max(0, ...members.map(({ session }) => links.marginMs(session.client)));
}
