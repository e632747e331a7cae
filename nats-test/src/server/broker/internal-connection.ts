import type { Clock } from '../../base/clock';
import { wallTimeAfter, type ConnectionRecord } from './connection-record';
import type { RouteTable, Route } from './route-table';
import type { Router } from './router';
import type { InternalHandler, InternalOwner, InternalSubscription } from './subscription';

/** In this process a question has its answer before it is asked to the end; the real server never says less. */
const ROUND_TRIP_MS = 1e-6;

/** What an internal connection needs of the broker. */
interface InternalHost {
  readonly clock: Clock;
  readonly router: Router;
  readonly nowMs: number;
}

/**
 * A part of the server as a client of the broker: it has a number, a name and counters as clients
 * have, and no socket.
 */
export class InternalConnection implements InternalOwner {
  readonly id: number;
  readonly name: string;
  readonly subscriptions = new Set<InternalSubscription>();
  inMsgs = 0;
  inBytes = 0;
  outMsgs = 0;
  outBytes = 0;
  lastActivityMs: number;

  private readonly host: InternalHost;
  private readonly whenClosed: (connection: InternalConnection) => void;
  private readonly startNs: bigint;
  private readonly startMs: number;
  private lastSid = 0;

  constructor(
    host: InternalHost,
    id: number,
    name: string,
    whenClosed: (connection: InternalConnection) => void,
  ) {
    this.host = host;
    this.id = id;
    this.name = name;
    this.whenClosed = whenClosed;
    this.startNs = host.clock.wallNs();
    this.startMs = host.clock.nowMs();
    this.lastActivityMs = this.startMs;
  }

  get routes(): RouteTable {
    return this.host.router.routes;
  }

  /** Has messages of the subject (wildcards allowed) handed to the handler. */
  subscribe(subject: string, handler: InternalHandler): InternalSubscription {
    this.lastActivityMs = this.host.clock.nowMs();
    const sid = String(++this.lastSid);
    const subscription = this.host.router.subscribe(subject, handler, this, sid);
    this.subscriptions.add(subscription);
    return subscription;
  }

  unsubscribe(subscription: InternalSubscription): void {
    if (!this.subscriptions.delete(subscription)) return;
    this.lastActivityMs = this.host.clock.nowMs();
    this.host.router.unsubscribe(subscription);
  }

  /** See {@link Router.publish}. */
  publish(
    route: Route,
    reply: string,
    bytes: Buffer,
    start: number,
    end: number,
    tail?: Uint8Array,
    tailStart = 0,
    tailEnd = 0,
  ): Route {
    this.inMsgs++;
    this.inBytes += end - start + tailEnd - tailStart;
    this.lastActivityMs = this.host.nowMs;
    return this.host.router.publish(route, reply, bytes, start, end, tail, tailStart, tailEnd);
  }

  /** See {@link Router.isOwn}. */
  isOwn(route: Route): boolean {
    return this.host.router.isOwn(route);
  }

  /** See {@link Router.isCongested}. */
  isCongested(route: Route): boolean {
    return this.host.router.isCongested(route);
  }

  /** At once: between parts of one process nothing is under way. */
  afterArrived(callback: () => void): void {
    callback();
  }

  close(): void {
    for (const subscription of [...this.subscriptions]) this.unsubscribe(subscription);
    this.whenClosed(this);
  }

  /** What the real server says of a connection that its streaming part has to itself. */
  record(): ConnectionRecord {
    return {
      id: this.id,
      address: '127.0.0.1',
      port: 0,
      name: this.name,
      lang: 'go',
      version: '1.9.1',
      user: '',
      startNs: this.startNs,
      lastActivityNs: wallTimeAfter(this.startNs, this.lastActivityMs - this.startMs),
      roundTripMs: ROUND_TRIP_MS,
      pendingBytes: 0,
      inMsgs: this.inMsgs,
      inBytes: this.inBytes,
      outMsgs: this.outMsgs,
      outBytes: this.outBytes,
      subscriptionCount: this.subscriptions.size,
      subjects: () => [...this.subscriptions].map(({ subject }) => subject),
    };
  }
}
