import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Random } from '../../base/random';
import { encodeInfo, type ServerInfo } from '../../protocol/nats/encoder';
import { CloseReason } from '../../protocol/nats/close-reasons';
import { NatsError } from '../../protocol/nats/errors';
import type { Op } from '../../protocol/nats/op';
import { Authorization, type AuthSettings } from './authorization';
import { Connection, type ConnectionHost } from './connection';
import { ClosedConnections, type Traffic } from './connection-record';
import { InternalConnection } from './internal-connection';
import type { BrokerLimits } from './limits';
import { act } from './dispatch';
import { Router } from './router';
import { describeOp } from './trace';
import type { Transport } from './transport';
import { Turns } from './turns';

/** What every client is greeted with, but for the port, known later, and the client's own number. */
export type Greeting = Omit<
  ServerInfo,
  'port' | 'client_id' | 'auth_required' | 'tls_required' | 'tls_verify'
>;

/** How clients have to speak TLS. */
export interface TlsDemand {
  /** Whether they have to show a certificate. */
  readonly verify: boolean;
}

interface BrokerParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits: BrokerLimits;
  readonly info: Greeting;
  /** Who may connect; everybody, when left out. */
  readonly auth?: AuthSettings | undefined;
  /** Whether clients have to speak TLS; left out, they must not. */
  readonly tls?: TlsDemand | undefined;
}

/** One for all of the thousands that are kept without any. */
const NO_SUBJECTS = (): readonly string[] => [];

/**
 * Core NATS: takes clients in, has what they send done, and writes what they get once a turn. Knows
 * nothing of what the messages mean.
 */
export class Broker extends Turns implements ConnectionHost {
  readonly random: Random;
  readonly log: Log;
  readonly limits: BrokerLimits;
  readonly authorization: Authorization;
  readonly router: Router;
  /** What every client is greeted with. */
  readonly info: Greeting;
  private readonly tls: TlsDemand | undefined;
  /** Parts of the server that are clients of the broker. */
  readonly internals = new Set<InternalConnection>();
  readonly closed = new ClosedConnections();
  readonly connections = new Set<Connection>();
  /** Where clients come in, as they are told. */
  port = 0;
  /** Connections since the start. */
  connectionsInAll = 0;
  slowConsumers = 0;

  /** What went through connections that are gone. */
  private readonly formerTraffic: Traffic = { inMsgs: 0, inBytes: 0, outMsgs: 0, outBytes: 0 };
  private unflushed: Connection[] = [];

  constructor(parts: BrokerParts) {
    super(parts.clock);
    this.random = parts.random;
    this.router = new Router(parts.random);
    this.log = parts.log;
    this.limits = parts.limits;
    this.authorization = new Authorization(parts.auth);
    this.tls = parts.tls;
    this.info = parts.info;
  }

  /** Takes a new client in and greets it. */
  accept(transport: Transport): Connection {
    const id = ++this.connectionsInAll;
    const connection = new Connection(this, transport, id);
    this.log.debug(`${connection.name} - Client connection created`);
    connection.send(encodeInfo(this.infoFor(id)));
    if (this.isFull) {
      connection.logError(NatsError.tooManyConnections);
      connection.refuse(NatsError.tooManyConnections, CloseReason.tooManyConnections);
      return connection;
    }
    this.connections.add(connection);
    connection.flush();
    connection.greeted();
    return connection;
  }

  /** Makes a part of the server a client under this name, which the monitoring shows. */
  openInternal(name: string): InternalConnection {
    const connection = new InternalConnection(this, ++this.connectionsInAll, name, (closed) => {
      this.internals.delete(closed);
      addTraffic(this.formerTraffic, closed);
    });
    this.internals.add(connection);
    return connection;
  }

  /** Messages and bytes since the start, those of parts of the server among them. */
  traffic(): Traffic {
    const sum = { ...this.formerTraffic };
    for (const connection of this.internals) addTraffic(sum, connection);
    for (const connection of this.connections) addTraffic(sum, connection);
    return sum;
  }

  /** Has the connection flushed when the turn ends. */
  flushAtEndOfTurn(connection: Connection): void {
    this.unflushed.push(connection);
    this.turnStarts();
  }

  beforeWrite(): void {
    this.onTurn.beforeWrite();
  }

  act(connection: Connection, op: Op): boolean {
    if (this.log.traces) {
      for (const line of describeOp(op, connection.parser)) {
        this.log.trace(`${connection.name} - ${line}`);
      }
    }
    return act(this.router, connection, op);
  }

  ended(connection: Connection, reason: CloseReason): void {
    const record = connection.record();
    const subjects = record.subjects();
    const stopNs = this.clock.wallNs();
    const kept = subjects.length === 0 ? NO_SUBJECTS : () => subjects;
    this.closed.add({ ...record, subjects: kept, stopNs, reason });
    if (this.connections.delete(connection)) addTraffic(this.formerTraffic, connection);
    for (const subscription of connection.subscriptions.values()) this.router.remove(subscription);
    this.log.debug(`${connection.name} - Client connection closed`);
    // Nobody waits any longer for what it did not take.
    this.drained();
  }

  /** Ends all connections. */
  close(): void {
    // A connection that ends would have its owner deliver to others, and wait for their acks.
    this.endLastTurn();
    for (const connection of [...this.connections]) connection.end(CloseReason.serverShutdown);
  }

  private get isFull(): boolean {
    const { connectionsMax } = this.limits;
    return connectionsMax > 0 && this.connections.size + this.internals.size >= connectionsMax;
  }

  /** What is asked of clients, as greeting and monitoring name it. */
  get demands(): Pick<ServerInfo, 'auth_required' | 'tls_required' | 'tls_verify'> {
    return {
      ...(this.authorization.isRequired ? { auth_required: true as const } : {}),
      ...(this.tls ? { tls_required: true as const } : {}),
      ...(this.tls?.verify ? { tls_verify: true as const } : {}),
    };
  }

  private infoFor(client_id: number): ServerInfo {
    const { max_payload, ...before } = this.info;
    const { demands } = this;
    // In the order of the real server's fields.
    return { ...before, port: this.port, ...demands, max_payload, client_id };
  }

  protected send(): void {
    // A flush may close a connection, and that may make others dirty: not before the list is empty.
    while (this.unflushed.length > 0) {
      const connections = this.unflushed;
      this.unflushed = [];
      for (const connection of connections) connection.flush();
    }
  }
}

function addTraffic(sum: Traffic, more: Readonly<Traffic>): void {
  sum.inMsgs += more.inMsgs;
  sum.inBytes += more.inBytes;
  sum.outMsgs += more.outMsgs;
  sum.outBytes += more.outBytes;
}
