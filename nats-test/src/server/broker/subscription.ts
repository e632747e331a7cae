import type { Connection } from './connection';
import type { Traffic } from './connection-record';
import type { Route } from './route-table';

/** A subscription of a client: `SUB subject [queue] sid`. */
export interface ClientSubscription {
  readonly kind: 'client';
  readonly subject: string;
  /** The queue group; empty for a plain subscription. */
  readonly queue: string;
  readonly sid: string;
  readonly connection: Connection;
  /** From `UNSUB sid max`: how many messages it wants in all; 0 for no end. */
  messagesMax: number;
  messagesDelivered: number;
  closed: boolean;
}

/**
 * Gets a message inside the server. The bytes are the reader's only until it returns, unless it
 * keeps the whole buffer, which nobody writes to again.
 * @param reply where an answer goes, if the sender wants one
 */
export type InternalHandler = (
  bytes: Buffer,
  start: number,
  end: number,
  reply: Route | undefined,
  route: Route,
) => void;

/** Whose a subscription of a part of the server is: what it gets is counted there. */
export interface InternalOwner extends Traffic {
  lastActivityMs: number;
}

/** A subscription of a part of the server. */
export interface InternalSubscription {
  readonly kind: 'internal';
  readonly subject: string;
  readonly queue: '';
  readonly sid: string;
  readonly handler: InternalHandler;
  readonly owner: InternalOwner;
  messagesDelivered: number;
}

export type Subscription = ClientSubscription | InternalSubscription;
