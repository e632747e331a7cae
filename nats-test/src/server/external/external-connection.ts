import type {
  Msg,
  NatsConnection as LibraryConnection,
  Subscription,
} from '@nats-io/transport-node';
import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import { isPublishable, subjectFromText, textFromSubject } from '../../protocol/nats/subject';
import type { NatsConnection, NatsHandler, NatsRoute, NatsSubscription } from '../streaming/nats';

/** So many bytes may be under way that the NATS server has not confirmed; then deliveries wait. */
const UNCONFIRMED_BYTES_MAX = 4 * 1024 * 1024;
/** After so many bytes the NATS server is asked how far it is. */
const BYTES_BETWEEN_QUESTIONS = 256 * 1024;
/** Of a message beside its payload, roughly. */
const OVERHEAD_BYTES = 64;
/** How long what was sent may take to arrive when the connection closes. */
const LINGER_MS = 2000;
/** Header status of a newer NATS server's own message: nobody listens where we have sent something. */
const NO_RESPONDERS = 503;

/** What a connection needs of the NATS it belongs to. */
interface ExternalHost {
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the URL has a user, which the log keeps to itself. */
  readonly hidesUser: boolean;
  turnStarts(): void;
  drained(): void;
}

class ExternalRoute implements NatsRoute {
  readonly subject: string;
  /** As the library wants it; empty for what can't be sent to. */
  readonly text: string;

  constructor(subject: string) {
    this.subject = subject;
    this.text = isPublishable(subject) ? textFromSubject(subject) : '';
  }
}

class ExternalSubscription implements NatsSubscription {
  readonly subject: string;
  readonly inner: Subscription;

  constructor(subject: string, inner: Subscription) {
    this.subject = subject;
    this.inner = inner;
  }
}

/**
 * A connection to a NATS server somewhere else. Subjects are UTF-8 there: the library knows no
 * other. While the server is away nothing is sent, and nothing is kept to be sent later, as on the
 * real server: what was delivered is delivered again when its ack does not come.
 */
export class ExternalConnection implements NatsConnection {
  readonly name: string;
  readonly routes = { route: (subject: string): NatsRoute => new ExternalRoute(subject) };

  private readonly host: ExternalHost;
  private readonly library: LibraryConnection;
  private readonly subjects = new Set<string>();
  private isConnected = true;
  private unconfirmedBytes = 0;
  private isAsking = false;
  /** Whether somebody waits until more can be sent. */
  private isAwaited = false;
  /** The library's last complaint, so that the same one is in the log once. */
  private complaint = '';
  private ending: Promise<void> | undefined;

  constructor(host: ExternalHost, name: string, library: LibraryConnection) {
    this.host = host;
    this.name = name;
    this.library = library;
    void this.watch();
  }

  subscribe(subject: string, handler: NatsHandler): NatsSubscription {
    const callback = (error: Error | null, msg: Msg): void => {
      if (error) this.complain(error, subject);
      else this.receive(handler, msg);
    };
    this.subjects.add(subject);
    return new ExternalSubscription(
      subject,
      this.library.subscribe(textFromSubject(subject), { callback }),
    );
  }

  unsubscribe(subscription: NatsSubscription): void {
    if (subscription instanceof ExternalSubscription && !this.library.isClosed()) {
      subscription.inner.unsubscribe();
      this.subjects.delete(subscription.subject);
    }
  }

  publish(
    route: NatsRoute,
    reply: string,
    bytes: Buffer,
    start: number,
    end: number,
    tail?: Uint8Array,
    tailStart = 0,
    tailEnd = 0,
  ): NatsRoute {
    if (!(route instanceof ExternalRoute)) {
      throw new Error(`not a route of this NATS: ${route.subject}`);
    }
    if (!this.isConnected || route.text === '' || this.library.isClosed()) return route;
    // The library keeps what it is given until it writes.
    const payload = Buffer.allocUnsafe(end - start + tailEnd - tailStart);
    bytes.copy(payload, 0, start, end);
    if (tail !== undefined) payload.set(tail.subarray(tailStart, tailEnd), end - start);
    try {
      if (reply === '') this.library.publish(route.text, payload);
      else this.library.publish(route.text, payload, { reply: textFromSubject(reply) });
    } catch (error) {
      this.complain(error, route.subject);
      return route;
    }
    this.unconfirmedBytes += payload.length + OVERHEAD_BYTES;
    if (!this.isAsking && this.unconfirmedBytes >= BYTES_BETWEEN_QUESTIONS) this.ask();
    return route;
  }

  /** As far as this very connection listens; wildcards aside. */
  isOwn({ subject }: NatsRoute): boolean {
    return this.subjects.has(subject);
  }

  /** Whoever it is for: the NATS server looks after its clients, this side after the way to it. */
  isCongested(_route: NatsRoute): boolean {
    if (this.isConnected && this.unconfirmedBytes <= UNCONFIRMED_BYTES_MAX) return false;
    this.isAwaited = true;
    return true;
  }

  afterArrived(callback: () => void): void {
    const goOn = (): void => {
      if (this.library.isClosed()) return;
      this.inTurn(callback);
    };
    // When the connection breaks, nothing of before comes any more.
    this.library.flush().then(goOn, goOn);
  }

  close(): void {
    void this.end();
  }

  /** Writes what is to be sent and closes. May be called again. */
  end(): Promise<void> {
    return (this.ending ??= this.flushAndClose());
  }

  private async flushAndClose(): Promise<void> {
    if (this.isConnected) {
      await new Promise<void>((resolve) => {
        const timer = this.host.clock.setTimer(LINGER_MS, resolve);
        const goOn = (): void => {
          timer.cancel();
          resolve();
        };
        this.library.flush().then(goOn, goOn);
      });
    }
    await this.library.close();
  }

  private receive(handler: NatsHandler, msg: Msg): void {
    if (msg.headers?.code === NO_RESPONDERS) return;
    const { data } = msg;
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const reply = msg.reply === undefined || msg.reply === '' ? undefined : msg.reply;
    this.inTurn(() => {
      handler(
        bytes,
        0,
        bytes.length,
        reply === undefined ? undefined : new ExternalRoute(subjectFromText(reply)),
        new ExternalRoute(subjectFromText(msg.subject)),
      );
    });
  }

  private inTurn(act: () => void): void {
    this.host.turnStarts();
    try {
      act();
    } catch (error) {
      // A defect of this server, which the library would take for one of the connection.
      this.host.log.error(
        `Internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }

  /** Asks the NATS server to say when it has all that was sent until now. */
  private ask(): void {
    this.isAsking = true;
    const bytes = this.unconfirmedBytes;
    this.library.flush().then(
      () => {
        this.isAsking = false;
        this.unconfirmedBytes = Math.max(0, this.unconfirmedBytes - bytes);
        if (this.unconfirmedBytes >= BYTES_BETWEEN_QUESTIONS) this.ask();
        this.goOn();
      },
      () => {
        this.isAsking = false;
        this.unconfirmedBytes = 0;
      },
    );
  }

  private goOn(): void {
    if (!this.isAwaited || !this.isConnected) return;
    if (this.unconfirmedBytes > UNCONFIRMED_BYTES_MAX) return;
    this.isAwaited = false;
    this.host.drained();
  }

  /** Tells the log what the real server tells, and stops sending while nobody is there. */
  private async watch(): Promise<void> {
    for await (const status of this.library.status()) {
      if (status.type === 'disconnect') this.isConnected = false;
      // The library says so once for each try that failed before.
      else if (status.type === 'reconnect' && !this.isConnected) this.cameBack();
      else if (status.type === 'error') this.complain(status.error);
    }
  }

  private cameBack(): void {
    const { log, hidesUser } = this.host;
    this.isConnected = true;
    this.complaint = '';
    log.notice(
      `connection "${this.name}" reconnected to NATS Server at ` +
        `"nats://${hidesUser ? '[REDACTED]@' : ''}${this.library.getServer()}"`,
    );
    this.goOn();
  }

  private complain(error: unknown, subject?: string): void {
    const text = natsErrorText(error);
    const where = subject === undefined ? '' : `, subject ${textFromSubject(subject)}`;
    const line = `Asynchronous error on connection ${this.name}${where}: ${text}`;
    if (line === this.complaint) return;
    this.complaint = line;
    this.host.log.error(line);
  }
}

/** What the Go client calls an error of the library. */
function natsErrorText(error: unknown): string {
  const { name, message } = error as Error;
  if (name === 'AuthorizationError') return 'nats: authorization violation';
  if (message.includes('max_payload')) return 'nats: maximum payload exceeded';
  return `nats: ${message}`;
}
