import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Random } from '../../base/random';
import { encodeInfo, type ServerInfo } from '../../protocol/nats/encoder';
import { Connection } from './connection';
import type { BrokerLimits } from './limits';
import { RouteTable, type ClientTarget, type Route } from './route-table';
import type { ClientSubscription, InternalHandler, InternalSubscription } from './subscription';
import type { Transport } from './transport';

const NO_TAIL = new Uint8Array(0);

/** Counters since the start, as `/varz` shows them. */
export interface BrokerStatistics {
  inMsgs: number;
  inBytes: number;
  outMsgs: number;
  outBytes: number;
  connections: number;
}

/** What the owner of the broker is told. */
export interface TurnEvents {
  /** A turn of the event loop has brought its first bytes, or a timer. */
  readonly starts: () => void;
  /** All that came is handled; what is to be sent follows. */
  readonly ends: () => void;
  /** A connection that was congested is so no more, or is gone. */
  readonly drained: () => void;
}

/** What every client is greeted with, but for the port, known later, and the client's own number. */
export type Greeting = Omit<ServerInfo, 'port' | 'client_id'>;

interface BrokerParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits: BrokerLimits;
  readonly info: Greeting;
}

/**
 * Core NATS: takes messages from connections and from parts of the server, and gives them to whom
 * they concern. Knows nothing of what the messages mean.
 */
export class Broker {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits: BrokerLimits;
  readonly routes = new RouteTable();
  readonly connections = new Set<Connection>();
  /** Where clients come in, as they are told. */
  port = 0;
  /** The clock's milliseconds when this turn began: one reading for all that arrives in it. */
  nowMs: number;
  readonly statistics: BrokerStatistics = {
    inMsgs: 0,
    inBytes: 0,
    outMsgs: 0,
    outBytes: 0,
    connections: 0,
  };
  onTurn: TurnEvents = {
    starts: () => undefined,
    ends: () => undefined,
    drained: () => undefined,
  };

  private readonly info: Greeting;
  private unflushed: Connection[] = [];
  private inTurn = false;

  constructor(parts: BrokerParts) {
    this.clock = parts.clock;
    this.random = parts.random;
    this.log = parts.log;
    this.limits = parts.limits;
    this.info = parts.info;
    this.nowMs = parts.clock.nowMs();
  }

  /** Takes a new client in and greets it. */
  accept(transport: Transport): Connection {
    const id = ++this.statistics.connections;
    const connection = new Connection(this, transport, id);
    this.connections.add(connection);
    this.log.debug(`${connection.name} - Client connection created`);
    connection.send(encodeInfo(infoFor(this.info, this.port, id)));
    connection.flush();
    return connection;
  }

  /** Gives messages of the subject (wildcards allowed) to a part of the server. */
  subscribe(subject: string, handler: InternalHandler): InternalSubscription {
    const subscription: InternalSubscription = { kind: 'internal', subject, queue: '', handler };
    this.routes.insert(subscription);
    return subscription;
  }

  unsubscribe(subscription: InternalSubscription): void {
    this.routes.remove(subscription);
  }

  /**
   * Publishes from inside the server.
   * @param reply where answers go; empty for nowhere
   * @param tail,tailLength bytes that follow the payload as part of it
   * @returns the route that was used: keep it instead of the given one, which may be stale
   */
  publish(
    route: Route,
    reply: string,
    bytes: Buffer,
    start: number,
    end: number,
    tail: Uint8Array = NO_TAIL,
    tailLength = 0,
  ): Route {
    const current = route.valid ? route : this.routes.route(route.subject);
    if (current.internals.length > 0) {
      const whole = Buffer.concat([bytes.subarray(start, end), tail.subarray(0, tailLength)]);
      const replyRoute = reply === '' ? undefined : this.routes.route(reply);
      for (const internal of current.internals) {
        internal.handler(whole, 0, whole.length, replyRoute, current);
      }
    }
    this.deliverToClients(current, reply, bytes, start, end, undefined, tail, tailLength);
    return current;
  }

  /** Whether a client on the route takes messages more slowly than they come. */
  isCongested(route: Route): boolean {
    return route.clients.some((target) => target.subscription.connection.congested);
  }

  /** Gives a message to every plain subscription and to one member of each queue group. */
  deliverToClients(
    route: Route,
    reply: string,
    bytes: Buffer,
    start: number,
    end: number,
    except: Connection | undefined,
    tail: Uint8Array = NO_TAIL,
    tailLength = 0,
  ): void {
    for (const target of route.clients) {
      this.deliver(target, reply, bytes, start, end, except, tail, tailLength);
    }
    for (const members of route.groups) {
      const first = members.length > 1 ? this.random.below(members.length) : 0;
      for (let i = 0; i < members.length; i++) {
        const member = members[(first + i) % members.length];
        if (member && this.deliver(member, reply, bytes, start, end, except, tail, tailLength)) {
          break;
        }
      }
    }
  }

  /** Ends a client's subscription. */
  remove(subscription: ClientSubscription): void {
    if (subscription.closed) return;
    subscription.closed = true;
    subscription.connection.subscriptions.delete(subscription.sid);
    this.routes.remove(subscription);
  }

  /** To be called by whoever brings something from outside: bytes, or a timer that fired. */
  turnStarts(): void {
    if (this.inTurn) return;
    this.inTurn = true;
    this.nowMs = this.clock.nowMs();
    this.onTurn.starts();
    this.clock.atEndOfTurn(this.endTurn);
  }

  /** Has the connection flushed when the turn ends. */
  flushAtEndOfTurn(connection: Connection): void {
    this.unflushed.push(connection);
    this.turnStarts();
  }

  forgetConnection(connection: Connection): void {
    this.connections.delete(connection);
    this.log.debug(`${connection.name} - Client connection closed`);
    // Nobody waits any longer for what it did not take.
    this.onTurn.drained();
  }

  /** Ends all connections. */
  close(): void {
    this.endTurn();
    for (const connection of [...this.connections]) connection.end();
  }

  private readonly endTurn = (): void => {
    this.onTurn.ends();
    // A flush may close a connection, and that may make others dirty: not before the list is empty.
    while (this.unflushed.length > 0) {
      const connections = this.unflushed;
      this.unflushed = [];
      for (const connection of connections) connection.flush();
    }
    this.inTurn = false;
  };

  private deliver(
    target: ClientTarget,
    reply: string,
    bytes: Buffer,
    start: number,
    end: number,
    except: Connection | undefined,
    tail: Uint8Array,
    tailLength: number,
  ): boolean {
    const { subscription } = target;
    const { connection } = subscription;
    if (subscription.closed || connection === except) return false;
    subscription.messagesDelivered++;
    if (subscription.messagesMax > 0) {
      const over = subscription.messagesDelivered - subscription.messagesMax;
      if (over >= 0) this.remove(subscription);
      if (over > 0) return false;
    }
    this.statistics.outMsgs++;
    this.statistics.outBytes += end - start + tailLength;
    connection.sendMsg(target.prefix, reply, bytes, start, end, tail, tailLength);
    return true;
  }
}

function infoFor(greeting: Greeting, port: number, client_id: number): ServerInfo {
  const { max_payload, ...before } = greeting;
  // In the order of the real server's fields.
  return { ...before, port, max_payload, client_id };
}
