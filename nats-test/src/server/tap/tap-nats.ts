import type { Timer } from '../../base/clock';
import type {
  Nats,
  NatsConnection,
  NatsHandler,
  NatsRoute,
  NatsSubscription,
} from '../streaming/nats';

/** A message between streaming and its NATS. */
export interface Message {
  /** One character a byte, as of all subjects here. */
  readonly subject: string;
  /** Where an answer goes; empty for nowhere. */
  readonly reply: string;
  readonly payload: Buffer;
}

/** Hands a message on, or another payload in place of its own. Now, later, or never. */
export type Pass = (payload?: Buffer) => void;

/** Both ways between streaming and its NATS. */
export interface Line {
  /** Sends something in the server's name. */
  readonly send: (subject: string, payload: Buffer) => void;
  /** Hands something to the server as if it had come. */
  readonly bring: (subject: string, payload: Buffer, reply?: string) => void;
  /** Does something when the time has passed, unless the server has ended by then. */
  readonly later: (delayMs: number, action: () => void) => void;
}

/** Decides on all that passes. */
export interface Tap {
  fromClient(message: Message, pass: Pass): void;
  fromServer(message: Message, pass: Pass): void;
  listens(subject: string): void;
  stopsListening(subject: string): void;
}

/** A NATS that has everything go through a tap. Slow beside the bare one: it copies all messages. */
export function tapNats(nats: Nats, openTap: (line: Line) => Tap): Nats {
  const connections = new Set<TappedConnection>();
  const timers = new Set<Timer>();
  const line: Line = {
    send: (subject, payload) => {
      const [connection] = connections;
      connection?.sendPast(subject, payload);
    },
    bring: (subject, payload, reply = '') => {
      for (const connection of connections) connection.bring(subject, payload, reply);
    },
    later: (delayMs, action) => {
      const timer = nats.clock.setTimer(delayMs, () => {
        timers.delete(timer);
        nats.turnStarts();
        action();
      });
      timers.add(timer);
    },
  };
  const tap = openTap(line);
  const forget = (connection: TappedConnection): void => {
    connections.delete(connection);
    if (connections.size > 0) return;
    for (const timer of timers) timer.cancel();
    timers.clear();
  };
  return {
    clock: nats.clock,
    random: nats.random,
    get nowMs() {
      return nats.nowMs;
    },
    get arrivals() {
      return nats.arrivals;
    },
    get onTurn() {
      return nats.onTurn;
    },
    set onTurn(events) {
      nats.onTurn = events;
    },
    endTurn: () => nats.endTurn(),
    turnStarts: () => nats.turnStarts(),
    openInternal: (name) => {
      const connection = new TappedConnection(nats.openInternal(name), tap, forget);
      connections.add(connection);
      return connection;
    },
  };
}

class TappedConnection implements NatsConnection {
  private readonly inner: NatsConnection;
  private readonly tap: Tap;
  private readonly whenClosed: (connection: TappedConnection) => void;
  private readonly handlers = new Map<string, NatsHandler>();

  constructor(inner: NatsConnection, tap: Tap, whenClosed: (connection: TappedConnection) => void) {
    this.inner = inner;
    this.tap = tap;
    this.whenClosed = whenClosed;
  }

  get routes(): NatsConnection['routes'] {
    return this.inner.routes;
  }

  subscribe(subject: string, handler: NatsHandler): NatsSubscription {
    this.handlers.set(subject, handler);
    this.tap.listens(subject);
    return this.inner.subscribe(subject, (bytes, start, end, reply, route) => {
      const payload = Buffer.from(bytes.subarray(start, end));
      const message = { subject: route.subject, reply: reply?.subject ?? '', payload };
      this.tap.fromClient(message, (passed = payload) => {
        handler(passed, 0, passed.length, reply, route);
      });
    });
  }

  unsubscribe(subscription: NatsSubscription): void {
    this.handlers.delete(subscription.subject);
    this.tap.stopsListening(subscription.subject);
    this.inner.unsubscribe(subscription);
  }

  publish(
    route: NatsRoute,
    reply: string,
    bytes: Buffer,
    start: number,
    end: number,
    tail: Uint8Array = new Uint8Array(0),
    tailStart = 0,
    tailEnd = 0,
  ): NatsRoute {
    const payload = Buffer.concat([bytes.subarray(start, end), tail.subarray(tailStart, tailEnd)]);
    let used = route;
    this.tap.fromServer({ subject: route.subject, reply, payload }, (passed = payload) => {
      used = this.inner.publish(used, reply, passed, 0, passed.length);
    });
    return used;
  }

  isOwn(route: NatsRoute): boolean {
    return this.inner.isOwn(route);
  }

  isCongested(route: NatsRoute): boolean {
    return this.inner.isCongested(route);
  }

  afterArrived(callback: () => void): void {
    this.inner.afterArrived(callback);
  }

  close(): void {
    this.whenClosed(this);
    this.inner.close();
  }

  /** Without the tap's seeing it; the same for `bring`. */
  sendPast(subject: string, payload: Buffer): void {
    const { inner } = this;
    inner.publish(inner.routes.route(subject), '', payload, 0, payload.length);
  }

  bring(subject: string, payload: Buffer, reply: string): void {
    const { routes } = this.inner;
    for (const [pattern, handler] of this.handlers) {
      if (!matches(pattern, subject)) continue;
      const replyRoute = reply === '' ? undefined : routes.route(reply);
      handler(payload, 0, payload.length, replyRoute, routes.route(subject));
    }
  }
}

/** The server's own patterns end in `.>` or `.*`, and have no other wildcards. */
function matches(pattern: string, subject: string): boolean {
  return /\.[>*]$/.test(pattern) ? subject.startsWith(pattern.slice(0, -1)) : subject === pattern;
}
