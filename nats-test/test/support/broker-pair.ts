import type { Timer } from '../../src/base/clock';
import { createLog } from '../../src/base/log';
import { seededRandom } from '../../src/base/random';
import { virtualClock, type VirtualClock } from '../../src/base/virtual-clock';
import type { AuthSettings } from '../../src/server/broker/authorization';
import { Broker } from '../../src/server/broker/broker';
import type { Connection } from '../../src/server/broker/connection';
import { defaultBrokerLimits, type BrokerLimits } from '../../src/server/broker/limits';
import type { Transport } from '../../src/server/broker/transport';

/** A broker without sockets: time passes and turns of the event loop end when the test says so. */
export interface BrokerStage {
  readonly broker: Broker;
  readonly clock: VirtualClock;
  /** Lines of the log, each with its level in front. */
  readonly logLines: readonly string[];
  /** A client that has been greeted; with `connect`, one that has sent a quiet CONNECT and taken the greeting. */
  readonly accept: () => TestPeer;
  readonly connect: (options?: Readonly<Record<string, unknown>>) => TestPeer;
  /** Ends the turn: what was sent in it goes its way. */
  readonly endTurn: () => void;
  /** The same, but a turn that this one brings about does not follow. */
  readonly endOneTurn: () => void;
  /** Timers that are set and have neither fired nor been cancelled. */
  readonly timerCount: () => number;
  /** Lets time pass, from timer to timer, each in a turn of its own. */
  readonly elapse: (ms: number) => void;
}

/** Opens a broker with a seeded randomness and the limits of the real server, but for those given. */
export function openBroker(
  limits: Partial<BrokerLimits> = {},
  seed = 1,
  auth: AuthSettings = {},
): BrokerStage {
  const clock = virtualClock(new Date('2026-11-21T00:00:00Z'));
  const logLines: string[] = [];
  let endsOfTurn: (() => void)[] = [];
  const endOneTurn = (): void => {
    const callbacks = endsOfTurn;
    endsOfTurn = [];
    for (const callback of callbacks) callback();
  };
  const endTurn = (): void => {
    while (endsOfTurn.length > 0) endOneTurn();
  };
  const timers = new Set<Timer>();
  const setTimer = (delayMs: number, callback: () => void): Timer => {
    const timer = clock.setTimer(delayMs, () => {
      timers.delete(counted);
      callback();
    });
    const counted: Timer = {
      cancel: () => {
        timers.delete(counted);
        timer.cancel();
      },
    };
    timers.add(counted);
    return counted;
  };
  const broker = new Broker({
    clock: { ...clock, setTimer, atEndOfTurn: (callback) => endsOfTurn.push(callback) },
    random: seededRandom(seed),
    log: createLog((level, line) => logLines.push(`${level} ${line}`), {
      debug: true,
      trace: false,
    }),
    limits: { ...defaultBrokerLimits, ...limits },
    auth,
    info: {
      server_id: 'N1',
      server_name: 'N1',
      version: '2.1.4',
      proto: 1,
      go: 'node',
      host: '127.0.0.1',
      max_payload: 1_048_576,
    },
  });
  let ports = 50_000;
  const accept = (): TestPeer => {
    const peer = new TestPeer(++ports, endTurn);
    peer.join(broker.accept(peer));
    endTurn();
    return peer;
  };
  return {
    broker,
    clock,
    logLines,
    accept,
    connect: (options = {}) => {
      const peer = accept();
      peer.send(`CONNECT ${JSON.stringify({ verbose: false, pedantic: false, ...options })}\r\n`);
      peer.take();
      return peer;
    },
    timerCount: () => timers.size,
    endTurn,
    endOneTurn,
    elapse: (ms) => {
      const targetMs = clock.nowMs() + ms;
      for (let dueMs = clock.nextDueMs(); dueMs !== undefined && dueMs <= targetMs;) {
        clock.moveTo(dueMs);
        endTurn();
        dueMs = clock.nextDueMs();
      }
      clock.moveTo(targetMs);
    },
  };
}

/** Bytes that wait in a stalled peer: the memory as the server lent it, and what stood in it then. */
interface Waiting {
  readonly lent: Uint8Array;
  readonly copy: Buffer;
}

/** Both ends of a connection in memory: the server's transport, and the hands of the client. */
export class TestPeer implements Transport {
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort: number;
  /** How often the server has written. */
  writes = 0;
  /** Whether the server has closed the connection. */
  isClosed = false;

  private connection: Connection | undefined;
  private readonly endTurn: () => void;
  private received: Buffer[] = [];
  private waiting: Waiting[] = [];
  private isStalled = false;
  private isGone = false;
  private isPaused = false;
  /** What was sent while the server had paused the connection. */
  private unheard: Buffer[] = [];

  constructor(remotePort: number, endTurn: () => void) {
    this.remotePort = remotePort;
    this.endTurn = endTurn;
  }

  /** Says which connection of the broker this is the other end of. */
  join(connection: Connection): void {
    this.connection = connection;
  }

  /** The server's view of this client. */
  get served(): Connection {
    if (!this.connection) throw new Error('the peer was not joined to a connection');
    return this.connection;
  }

  get pendingBytes(): number {
    return this.waiting.reduce((sum, { copy }) => sum + copy.length, 0);
  }

  write(bytes: Uint8Array): void {
    // As a socket whose other end has gone.
    if (this.isGone) return;
    if (this.isClosed) throw new Error('the server wrote to a connection that it has closed');
    this.writes++;
    const copy = Buffer.from(bytes);
    if (this.isStalled) this.waiting.push({ lent: bytes, copy });
    else this.received.push(copy);
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    for (const bytes of this.unheard.splice(0)) this.served.received(bytes);
  }

  close(): void {
    this.isClosed = true;
  }

  /** What was not taken never comes. */
  abort(): void {
    this.isClosed = true;
    this.waiting = [];
  }

  /** Sends text (one character a byte) or bytes, as a turn of its own. */
  send(bytes: string | Buffer): void {
    this.sendWithinTurn(bytes);
    this.endTurn();
  }

  /** The same without ending the turn: more may arrive in it. */
  sendWithinTurn(bytes: string | Buffer): void {
    const chunk = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    if (this.isPaused) this.unheard.push(chunk);
    else this.served.received(chunk);
  }

  /** Takes what has arrived, as text. */
  take(): string {
    return this.takeBytes().toString('latin1');
  }

  /** Takes what has arrived. */
  takeBytes(): Buffer {
    const bytes = Buffer.concat(this.received);
    this.received = [];
    return bytes;
  }

  /** Takes nothing more off the connection: what the server writes stays with it. */
  stall(): void {
    this.isStalled = true;
  }

  /** Takes what waits, up to `writesMax` writes, and takes nothing more after that. */
  gulp(writesMax = Infinity): void {
    this.takeWaiting(writesMax);
    if (this.waiting.length === 0 && !this.isClosed) this.served.drained();
    this.endTurn();
  }

  /** Ends `stall()`: takes what waits, and what comes. */
  flow(): void {
    this.takeWaiting(Infinity);
    this.isStalled = false;
    if (!this.isClosed) this.served.drained();
    this.endTurn();
  }

  /** Goes without a word, as a client whose process ends. */
  hangUp(): void {
    this.isGone = true;
    this.served.closed();
    this.endTurn();
  }

  /** @throws Error when the server has used memory again that was still to be sent */
  private takeWaiting(writesMax: number): void {
    for (const { lent, copy } of this.waiting.splice(0, writesMax)) {
      if (!copy.equals(lent)) throw new Error('the server changed bytes before they were sent');
      this.received.push(copy);
    }
  }
}
