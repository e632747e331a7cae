import type { History, Operation, OperationOf, SubscriptionTerms } from '../../history/operation';
import type { TargetFacts } from '../../history/target-facts';
import type { Company } from './company';
import type { Freeze } from './freezes';
import type { Links } from './links';
import type { Pauses } from './pauses';
import type { Trims } from './trims';
import type { Upheavals } from './upheavals';

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
  isUncertain: boolean;
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
  /** Others under which it came, which a right server does not do. */
  otherSequences: number[] | undefined;
  /** From 1, among all of its channel in this history. */
  number: number;
  /** Its sequence is neither below nor above these. */
  sequenceMin: number;
  sequenceMax: number;
}

/** What a history says of those who took part in it, as long as the server had one store. */
export interface Facts {
  /** What belongs to this life of the server, each with its place in the whole history. */
  readonly history: History;
  readonly target: TargetFacts;
  /** Milliseconds since the history began. */
  readonly endMs: number;
  /** It ended with a wipe: what was under way then is gone, and nobody has lost it. */
  readonly isWiped: boolean;
  /** What is late because of it is late because of nobody. */
  readonly pauses: Pauses;
  /** As `pauses`, but for the freezes of clients. */
  readonly standstills: Pauses;
  readonly upheavals: Upheavals;
  readonly freezes: readonly Freeze[];
  /** The clock of the server has jumped at these places. */
  readonly clockJumps: readonly Operation[];
  readonly links: Links;
  readonly sessions: readonly Session[];
  readonly identities: readonly Identity[];
  /** By value. */
  readonly publications: ReadonlyMap<string, Publication>;
  /** By channel, in the order in which they were asked for. */
  readonly channels: ReadonlyMap<string, readonly Publication[]>;
  member(subscription: string): Member | undefined;
  /** What is known of the members of an identity together. */
  company(identity: Identity): Company;
  /** What is made of all facts together, made once. */
  once<T>(make: (facts: Facts) => T): T;
  /** What the channel may have let go of; undefined when it keeps all. */
  trims(channel: string): Trims | undefined;
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

/** Milliseconds beyond which nothing is under way to any member. */
export function longestWayMs(facts: Facts, identity: Identity): number {
  return facts.company(identity).wayMs;
}

/** Milliseconds to allow for the links of the members, on top of what all servers are allowed. */
export function marginMs(facts: Facts, identity: Identity): number {
  return facts.company(identity).marginMs;
}
