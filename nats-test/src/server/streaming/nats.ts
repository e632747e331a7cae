import type { Clock } from '../../base/clock';
import type { Random } from '../../base/random';
import { Turns, type TurnEvents } from '../broker/turns';

export { Turns };

/*
 * What NATS Streaming needs of a NATS. The broker of this server is one; a NATS server that is
 * somewhere else, another (server/external).
 */

/** Where messages go. Only for the NATS that gave it. */
export interface NatsRoute {
  /** One character a byte. */
  readonly subject: string;
}

/** A subscription of a connection. */
export interface NatsSubscription {
  readonly subject: string;
}

/**
 * Gets a message. The bytes are the reader's only until it returns, unless it keeps the whole
 * buffer, which nobody writes to again.
 * @param reply where an answer goes, if the sender wants one
 */
export type NatsHandler = (
  bytes: Buffer,
  start: number,
  end: number,
  reply: NatsRoute | undefined,
  route: NatsRoute,
) => void;

/** A connection of this server to its NATS. */
export interface NatsConnection {
  readonly routes: {
    /** The way to a subject, given as one character a byte. */
    route(subject: string): NatsRoute;
  };

  /** Has messages of the subject (wildcards allowed) handed to the handler. */
  subscribe(subject: string, handler: NatsHandler): NatsSubscription;

  unsubscribe(subscription: NatsSubscription): void;

  /**
   * Sends a message; the bytes may be written to again afterwards.
   * @param reply where answers go, one character a byte; empty for nowhere
   * @param tail,tailStart,tailEnd bytes that follow the payload as part of it
   * @returns the route that was used: keep it instead of the given one, which may be stale
   */
  publish(
    route: NatsRoute,
    reply: string,
    bytes: Buffer,
    start: number,
    end: number,
    tail?: Uint8Array,
    tailStart?: number,
    tailEnd?: number,
  ): NatsRoute;

  /** Whether this server itself listens there, as far as it can tell. */
  isOwn(route: NatsRoute): boolean;

  /** Whether whom the route is for takes messages more slowly than they come. */
  isCongested(route: NatsRoute): boolean;

  /** Calls back when all that was sent to this connection before now is handled. */
  afterArrived(callback: () => void): void;

  close(): void;
}

/** Core NATS, for streaming to stand on. */
export interface Nats {
  readonly clock: Clock;
  readonly random: Random;
  /** The clock's milliseconds when this turn began: one reading for all that arrives in it. */
  readonly nowMs: number;
  /** Counts what comes from outside; a turn may have many. */
  readonly arrivals: number;
  onTurn: TurnEvents;

  /** Ends the turn before all that waits outside has come in. */
  endTurn(): void;

  /** To be called by whoever brings something from outside: bytes, or a timer that fired. */
  turnStarts(): void;

  /** A connection under this name. */
  openInternal(name: string): NatsConnection;
}
