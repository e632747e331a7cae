import type { Timer } from '../../base/clock';
import { defaultConnectOptions, type ConnectOptions } from '../../protocol/nats/connect-options';
import { encodeError, OK, PING, PONG } from '../../protocol/nats/encoder';
import { NatsError } from '../../protocol/nats/errors';
import { Op } from '../../protocol/nats/op';
import { OpParser } from '../../protocol/nats/op-parser';
import type { Broker } from './broker';
import { handleConnect } from './handlers/connect';
import { handlePub } from './handlers/pub';
import { handleSub } from './handlers/sub';
import { handleUnsub } from './handlers/unsub';
import { Keepalive } from './keepalive';
import { OutputBuffer } from './output-buffer';
import type { ClientSubscription } from './subscription';
import type { Transport, TransportEvents } from './transport';

/** Beyond this a write does not wait for the end of the turn. */
const FLUSH_BYTES = 256 * 1024;
/** Beyond this nothing that can wait is sent: far below the limit at which the client is cut off. */
const CONGESTED_BYTES = 4 * 1024 * 1024;

/** One client of the broker: reads its ops, keeps its subscriptions, collects what it gets. */
export class Connection implements TransportEvents {
  readonly id: number;
  readonly broker: Broker;
  readonly transport: Transport;
  readonly parser: OpParser;
  readonly keepalive: Keepalive;
  /** By subscription ID, which the client chooses. */
  readonly subscriptions = new Map<string, ClientSubscription>();
  options: ConnectOptions = defaultConnectOptions;
  open = true;

  private readonly output = new OutputBuffer();
  private isWaitingForFlush = false;
  /** Bytes handed to the transport in all. */
  private writtenBytes = 0;
  private writeDeadline: Timer | undefined;

  constructor(broker: Broker, transport: Transport, id: number) {
    this.id = id;
    this.broker = broker;
    this.transport = transport;
    this.parser = new OpParser(broker.limits);
    this.keepalive = new Keepalive(broker.clock, broker.random, broker.limits, {
      sendPing: () => {
        this.send(PING);
      },
      stale: () => {
        broker.log.debug(`${this.name} - Stale Client Connection - Closing`);
        this.refuse(NatsError.staleConnection);
      },
    });
  }

  /** How log lines call it. */
  get name(): string {
    return `${this.transport.remoteAddress}:${this.transport.remotePort} - cid:${this.id}`;
  }

  received(chunk: Buffer): void {
    this.broker.turnStarts();
    this.parser.push(chunk);
    while (this.open && this.handle(this.parser.next()));
  }

  drained(): void {
    this.broker.turnStarts();
    this.broker.onTurn.drained();
  }

  closed(): void {
    this.end();
  }

  /** Adds bytes for the client; they leave at the end of the turn. */
  send(bytes: Uint8Array): void {
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
    tailLength: number,
  ): void {
    this.output.appendMsg(prefix, reply, source, start, end, tail, tailLength);
    if (this.output.length > FLUSH_BYTES) this.flush();
    else this.flushLater();
  }

  /** Whether so much waits for the client that whoever can should hold back. */
  get congested(): boolean {
    return this.output.length + this.transport.pendingBytes > CONGESTED_BYTES;
  }

  sendOkIfVerbose(): void {
    if (this.options.verbose) this.send(OK);
  }

  sendError(text: NatsError): void {
    this.send(encodeError(text));
  }

  /** Hands all that waits to the transport. */
  flush(): void {
    this.isWaitingForFlush = false;
    if (!this.open || this.output.length === 0) return;
    const { pendingBytesMax } = this.broker.limits;
    if (this.output.length + this.transport.pendingBytes > pendingBytesMax) {
      this.cutSlowConsumer(`MaxPending of ${pendingBytesMax} Exceeded`);
      return;
    }
    this.writtenBytes += this.output.length;
    this.transport.write(this.output.waiting());
    this.output.sent(this.transport.pendingBytes === 0);
    this.watchWrites();
  }

  /** Says why, then closes. */
  refuse(text: NatsError): void {
    if (!this.open) return;
    this.sendError(text);
    this.flush();
    this.end();
  }

  /** Closes; what was sent so far still goes out. */
  end(): void {
    if (!this.open) return;
    this.flush();
    this.open = false;
    this.keepalive.stop();
    this.writeDeadline?.cancel();
    for (const subscription of this.subscriptions.values()) this.broker.remove(subscription);
    this.subscriptions.clear();
    this.transport.close();
    this.broker.forgetConnection(this);
  }

  /** Acts on one op; false when there is nothing more to read for now. */
  private handle(op: Op): boolean {
    switch (op) {
      case Op.needMore:
        return false;
      case Op.pub:
        handlePub(this);
        return true;
      case Op.ping:
        this.keepalive.active(this.broker.nowMs);
        this.send(PONG);
        return true;
      case Op.pong:
        this.keepalive.pong();
        return true;
      case Op.sub:
        handleSub(this);
        return true;
      case Op.unsub:
        handleUnsub(this);
        return true;
      case Op.connect:
        handleConnect(this);
        return true;
      case Op.ok:
      case Op.info:
        return true;
      case Op.err:
        this.broker.log.error(`${this.name} - Client Error ${this.line()}`);
        this.end();
        return false;
      case Op.unknown:
        this.broker.log.error(`${this.name} - Client parser ERROR`);
        this.refuse(NatsError.unknownOperation);
        return false;
      case Op.malformed:
        this.endMalformed();
        return false;
      case Op.lineTooLong:
        this.refuse(NatsError.lineTooLong);
        return false;
      case Op.payloadTooLarge:
        this.broker.log.error(`${this.name} - maximum payload exceeded`);
        this.refuse(NatsError.payloadTooLarge);
        return false;
    }
  }

  /** Arguments that make no sense end the connection without a word, as in the real server. */
  endMalformed(): void {
    this.broker.log.error(`${this.name} - Parse Error: '${this.line()}'`);
    this.end();
  }

  private line(): string {
    return this.parser.bytes.toString('latin1', this.parser.lineStart, this.parser.lineEnd);
  }

  private flushLater(): void {
    if (this.isWaitingForFlush) return;
    this.isWaitingForFlush = true;
    this.broker.flushAtEndOfTurn(this);
  }

  /** Cuts a client that takes nothing: all that waits now must have left by the deadline. */
  private watchWrites(): void {
    if (this.writeDeadline || this.transport.pendingBytes === 0) return;
    const mustHaveLeft = this.writtenBytes;
    const { writeDeadlineMs } = this.broker.limits;
    this.writeDeadline = this.broker.clock.setTimer(writeDeadlineMs, () => {
      this.writeDeadline = undefined;
      if (this.writtenBytes - this.transport.pendingBytes < mustHaveLeft) {
        this.cutSlowConsumer(`WriteDeadline of ${writeDeadlineMs / 1000}s exceeded`);
      } else {
        this.watchWrites();
      }
    });
  }

  private cutSlowConsumer(reason: string): void {
    this.broker.log.notice(`${this.name} - Slow Consumer Detected: ${reason}`);
    this.output.sent(true);
    this.end();
  }
}
