import type { Clock, Timer } from '../../base/clock';
import { goQuote } from '../../base/go-error-text';
import type { Log } from '../../base/log';
import type { Random } from '../../base/random';
import { CloseReason } from '../../protocol/nats/close-reasons';
import { defaultConnectOptions, type ConnectOptions } from '../../protocol/nats/connect-options';
import { encodeError, OK, PING } from '../../protocol/nats/encoder';
import { NatsError } from '../../protocol/nats/errors';
import type { Op } from '../../protocol/nats/op';
import { OpParser } from '../../protocol/nats/op-parser';
import type { Authorization } from './authorization';
import { wallTimeAfter, type ConnectionRecord, type Traffic } from './connection-record';
import { Keepalive } from './keepalive';
import { LatestPub } from './latest-pub';
import type { BrokerLimits } from './limits';
import { OutputBuffer } from './output-buffer';
import type { Permissions } from './permissions';
import type { ClientSubscription } from './subscription';
import { describeMsg, describeSent } from './trace';
import { TlsHandshake } from './tls';
import type { Transport, TransportEvents } from './transport';

/** Beyond this a write does not wait for the end of the turn. */
const FLUSH_BYTES = 256 * 1024;
/** Beyond this nothing that can wait is sent: far below the limit at which the client is cut off. */
const CONGESTED_BYTES = 4 * 1024 * 1024;

/** What a connection needs of its surroundings. */
export interface ConnectionHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits: BrokerLimits;
  readonly authorization: Authorization;
  /** Clients that were cut because they did not take what was sent to them. */
  slowConsumers: number;
  /** The clock's milliseconds when this turn of the event loop began. */
  readonly nowMs: number;
  /** To be called when something comes from outside. */
  turnStarts(): void;
  /** Has the connection flushed when the turn ends. */
  flushAtEndOfTurn(connection: Connection): void;
  /** To be called before bytes are written: what they tell of must be safe by then. */
  beforeWrite(): void;
  /** Does what an op of the client asks for; false when there is nothing more to read for now. */
  act(connection: Connection, op: Op): boolean;
  /** The connection takes more again. */
  drained(): void;
  /** The connection is over; its subscriptions are still in its list. */
  ended(connection: Connection, reason: CloseReason): void;
}

/** One client of the broker: reads its ops, keeps its subscriptions, collects what it gets. */
export class Connection implements TransportEvents, Traffic {
  readonly id: number;
  readonly host: ConnectionHost;
  /** Another one may take its place and go on, such as one that stands still for a while. */
  transport: Transport;
  readonly parser: OpParser;
  readonly keepalive: Keepalive;
  /** By subscription ID, which the client chooses. */
  readonly subscriptions = new Map<string, ClientSubscription>();
  /** Where its latest message went. */
  readonly latestPub = new LatestPub();
  options: ConnectOptions = defaultConnectOptions;
  /** What the client may do; undefined for anything. */
  permissions: Permissions | undefined;
  /** Some of its subscriptions may match what it may not have. */
  isFiltered = false;
  open = true;
  inMsgs = 0;
  inBytes = 0;
  outMsgs = 0;
  outBytes = 0;

  private isOver = false;

  private readonly output = new OutputBuffer();
  private isWaitingForFlush = false;
  /** Bytes handed to the transport in all. */
  private writtenBytes = 0;
  private writeDeadline: Timer | undefined;
  private readonly startNs: bigint;
  private readonly startMs: number;
  /** Runs while the client still has to say who it is. */
  private authDeadline: Timer | undefined;
  /** Where the client has to speak TLS. */
  private handshake: TlsHandshake | undefined;

  constructor(host: ConnectionHost, transport: Transport, id: number) {
    this.id = id;
    this.host = host;
    this.transport = transport;
    this.parser = new OpParser(host.limits);
    this.keepalive = new Keepalive(host.clock, host.random, host.limits, {
      sendPing: () => {
        // Sent only where nothing else is.
        this.output.rest();
        this.send(PING);
      },
      debug: (line) => {
        host.log.debug(`${this.name} - ${line}`);
      },
      stale: () => {
        this.refuse(NatsError.staleConnection, CloseReason.staleConnection);
      },
    });
    this.startNs = host.clock.wallNs();
    this.startMs = this.keepalive.lastActivityMs;
    if (!transport.startTls) this.begin();
  }

  /** To be called once, when the greeting has been written. */
  greeted(): void {
    const { host, transport } = this;
    if (!this.open || !transport.startTls) return;
    const log = (line: string): void => {
      host.log.debug(`${this.name} - ${line}`);
    };
    log('Starting TLS client connection handshake');
    this.handshake = new TlsHandshake(host.clock, host.limits.tlsTimeoutMs, {
      secured: ({ version, cipherSuite }) => {
        host.turnStarts();
        this.begin();
        log('TLS handshake complete');
        log(`TLS version ${version}, cipher suite ${cipherSuite}`);
      },
      failed: (reason) => {
        this.logError(reason);
        this.end(CloseReason.tlsHandshakeFailure);
      },
    });
    this.handshake.begin(transport.startTls);
  }

  /** How log lines call it. */
  get name(): string {
    return `${this.transport.remoteAddress}:${this.transport.remotePort} - cid:${this.id}`;
  }

  received(chunk: Buffer): void {
    if (this.isOver) return;
    this.host.turnStarts();
    try {
      this.parser.push(chunk);
      while (this.open && this.mayGoOn() && this.host.act(this, this.parser.next()));
    } catch (error) {
      // A defect of this server. Whoever has met it loses its connection; the others, and the
      // process, which may be a test of the user's, go on.
      this.logError(`Internal error: ${error instanceof Error ? error.stack : String(error)}`);
      this.end(CloseReason.readError);
    }
  }

  drained(): void {
    this.host.drained();
  }

  closed(hasBroken = false): void {
    this.end(hasBroken ? CloseReason.readError : CloseReason.clientClosed);
  }

  /** Adds bytes for the client; they leave at the end of the turn. */
  send(bytes: Uint8Array): void {
    if (this.host.log.traces) {
      const line = describeSent(bytes);
      if (line !== undefined) this.host.log.trace(`${this.name} - ${line}`);
    }
    this.output.append(bytes);
    this.flushLater();
  }

  /** Adds a `MSG`; see {@link OutputBuffer.appendMsg}. */
  sendMsg(
    prefix: Buffer,
    reply: string,
    source: Buffer,
    start: number,
    end: number,
    tail: Uint8Array,
    tailStart: number,
    tailEnd: number,
  ): void {
    if (this.host.log.traces) {
      const line = describeMsg(prefix, reply, end - start + tailEnd - tailStart);
      this.host.log.trace(`${this.name} - ${line}`);
    }
    this.keepalive.lastActivityMs = this.host.nowMs;
    this.output.appendMsg(prefix, reply, source, start, end, tail, tailStart, tailEnd);
    if (this.output.length > FLUSH_BYTES) this.flush();
    else this.flushLater();
  }

  /** Whether so much waits for the client that whoever can should hold back. */
  get congested(): boolean {
    return this.open && this.output.length + this.transport.pendingBytes > CONGESTED_BYTES;
  }

  sendOkIfVerbose(): void {
    if (this.options.verbose) this.send(OK);
  }

  sendError(text: NatsError): void {
    this.send(encodeError(text));
  }

  /** Tells a client what it may not do; it may go on. */
  sendViolation(text: string): void {
    this.send(Buffer.from(`-ERR '${text}'\r\n`, 'utf8'));
  }

  /** Hands all that waits to the transport. */
  flush(): void {
    this.isWaitingForFlush = false;
    if (!this.open || this.output.length === 0) return;
    const { pendingBytesMax } = this.host.limits;
    if (this.output.length + this.transport.pendingBytes > pendingBytesMax) {
      this.host.slowConsumers++;
      this.cutSlowConsumer(
        `MaxPending of ${pendingBytesMax} Exceeded`,
        CloseReason.slowConsumerPendingBytes,
      );
      return;
    }
    this.host.beforeWrite();
    this.writtenBytes += this.output.length;
    this.transport.write(this.output.waiting());
    this.output.sent(this.transport.pendingBytes === 0);
    this.watchWrites();
  }

  /** Says why, then closes. */
  refuse(text: NatsError, reason: CloseReason): void {
    if (!this.open) return;
    this.sendError(text);
    this.flush();
    this.end(reason);
  }

  /** Turns away a client that is not whom it has to be. */
  refuseUnauthorized(): void {
    const { authorization } = this.host;
    const who = authorization.hasUsers ? ` - User ${goQuote(this.options.user)}` : '';
    this.logError(`authentication error${who}`);
    this.refuse(NatsError.authorizationViolation, CloseReason.authenticationFailure);
  }

  /** Closes; what was sent so far still goes out. */
  end(reason: CloseReason): void {
    if (!this.open) return;
    this.flush();
    // The flush may have cut it already.
    if (this.isOver) return;
    this.isOver = true;
    this.open = false;
    this.keepalive.stop();
    this.writeDeadline?.cancel();
    this.authDeadline?.cancel();
    this.handshake?.stop();
    this.transport.close();
    this.host.ended(this, reason);
  }

  /** The client has published, subscribed or unsubscribed. */
  active(): void {
    this.keepalive.lastActivityMs = this.host.nowMs;
  }

  /** The client says who it is. */
  connects(): void {
    this.authDeadline?.cancel();
    this.authDeadline = undefined;
    this.active();
    this.keepalive.measured(this.host.clock.nowMs() - this.startMs);
  }

  /** Whether the client must say who it is before anything else. */
  get awaitsConnect(): boolean {
    return this.authDeadline !== undefined;
  }

  /** Whether the client has not come so far that it could answer. */
  get isArriving(): boolean {
    return this.awaitsConnect || this.handshake?.isUnderWay === true;
  }

  /** Whether the client has as many subscriptions as it may have. */
  get hasAllSubscriptions(): boolean {
    const { subscriptionsMax } = this.host.limits;
    return subscriptionsMax > 0 && this.subscriptions.size >= subscriptionsMax;
  }

  /** What is to be told of it now. */
  record(): ConnectionRecord {
    const { options, transport, keepalive, subscriptions } = this;
    return {
      id: this.id,
      address: transport.remoteAddress,
      port: transport.remotePort,
      name: options.name,
      lang: options.lang,
      version: options.version,
      user: options.user,
      tls: this.handshake?.session,
      startNs: this.startNs,
      lastActivityNs: wallTimeAfter(this.startNs, keepalive.lastActivityMs - this.startMs),
      roundTripMs: keepalive.roundTripMs,
      pendingBytes: this.output.length + transport.pendingBytes,
      inMsgs: this.inMsgs,
      inBytes: this.inBytes,
      outMsgs: this.outMsgs,
      outBytes: this.outBytes,
      subscriptionCount: subscriptions.size,
      subjects: () => [...subscriptions.values()].map(({ subject }) => subject),
    };
  }

  logError(text: string): void {
    this.host.log.error(`${this.name} - ${text}`);
  }

  /**
   * Arguments that make no sense end the connection without a word, as in the real server.
   * @param fault what the log says before the arguments
   */
  endMalformed(fault: string): void {
    this.logError(`${fault}: '${this.line()}'`);
    this.end(CloseReason.protocolViolation);
  }

  /** How log lines about permissions call the user. */
  get userName(): string {
    return `User ${goQuote(this.options.user || 'N/A')}`;
  }

  /** What follows the op on its line. */
  line(): string {
    return this.parser.bytes.toString('latin1', this.parser.lineStart, this.parser.lineEnd);
  }

  /** Until it has said who it is, a client that must may say nothing else: a wrong first byte is enough. */
  private mayGoOn(): boolean {
    if (this.authDeadline === undefined || this.parser.nextMayBeConnect !== false) return true;
    this.refuseUnauthorized();
    return false;
  }

  /** The client may speak now. */
  private begin(): void {
    const { host } = this;
    this.keepalive.start();
    if (!host.authorization.isRequired) return;
    this.authDeadline = host.clock.setTimer(host.limits.authTimeoutMs, () => {
      host.log.debug(`${this.name} - ${NatsError.authenticationTimeout}`);
      this.refuse(NatsError.authenticationTimeout, CloseReason.authenticationTimeout);
    });
  }

  private flushLater(): void {
    if (this.isWaitingForFlush) return;
    this.isWaitingForFlush = true;
    this.host.flushAtEndOfTurn(this);
  }

  /** Cuts a client that takes nothing: all that waits now must have left by the deadline. */
  private watchWrites(): void {
    if (this.writeDeadline || this.transport.pendingBytes === 0) return;
    const mustHaveLeft = this.writtenBytes;
    const { writeDeadlineMs } = this.host.limits;
    this.writeDeadline = this.host.clock.setTimer(writeDeadlineMs, () => {
      // If this process has stood still, the client may have taken everything meanwhile: what the
      // operating system has to say of that comes within this turn.
      this.host.clock.atEndOfTurn(() => {
        this.writeDeadline = undefined;
        if (!this.open) return;
        if (this.writtenBytes - this.transport.pendingBytes < mustHaveLeft) {
          if (!this.isArriving) this.host.slowConsumers++;
          this.cutSlowConsumer(
            `WriteDeadline of ${writeDeadlineMs / 1000}s exceeded with 1 chunks of ` +
              `${this.transport.pendingBytes} total bytes.`,
            CloseReason.slowConsumerWriteDeadline,
          );
        } else {
          this.watchWrites();
        }
      });
    });
  }

  private cutSlowConsumer(text: string, reason: CloseReason): void {
    this.host.log.notice(`${this.name} - Slow Consumer Detected: ${text}`);
    this.output.sent(true);
    // What waits is what it does not take: there is no point in keeping it any longer.
    this.transport.abort();
    this.end(reason);
  }
}
