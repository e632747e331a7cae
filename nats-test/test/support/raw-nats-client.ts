import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

import { within } from './wait-for';

/** One protocol line from the server that is no MSG: `INFO {...}`, `+OK`, `-ERR '...'`, `PING`, `PONG`. */
export interface LineOp {
  readonly kind: 'line';
  readonly line: string;
}

/** One MSG with its payload, byte for byte. */
export interface MsgOp {
  readonly kind: 'msg';
  /** The whole control line, as it came. */
  readonly line: string;
  readonly subject: string;
  readonly sid: string;
  /** The reply subject, or '' where the message has none. */
  readonly reply: string;
  readonly payload: Buffer;
}

export type ServerOp = LineOp | MsgOp;

export interface RawNatsClientOptions {
  readonly host: string;
  readonly port: number;
  /** Answer the server's PING, so that the connection never goes stale. Default true; those PINGs are not reported. */
  readonly answerPings?: boolean;
}

const CRLF = Buffer.from('\r\n');

/**
 * A NATS client without opinions, for tests that assert protocol bytes: it
 * writes what it is told and reports what comes, in order. It waits a bounded
 * time for everything.
 */
export class RawNatsClient {
  readonly #socket: Socket;
  readonly #answerPings: boolean;
  readonly #closed: Promise<void>;
  readonly #ops: ServerOp[] = [];
  readonly #subscriptions = new Map<string, (message: MsgOp) => void>();
  #wake: () => void = () => undefined;
  #isClosed = false;
  #unread: Buffer = Buffer.alloc(0);
  #lastSid = 0;

  private constructor(socket: Socket, answerPings: boolean) {
    this.#socket = socket;
    this.#answerPings = answerPings;
    this.#closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isClosed = true;
        resolve();
        this.#wake();
      });
    });
    socket.on('data', (chunk) => {
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#parse();
    });
    // A reset is one way for the server to close; 'close' follows.
    socket.on('error', () => undefined);
  }

  /** Opens a TCP connection; sends nothing and reads nothing yet. */
  static async open(options: RawNatsClientOptions): Promise<RawNatsClient> {
    const socket = connect(options.port, options.host);
    socket.setNoDelay(true);
    const client = new RawNatsClient(socket, options.answerPings ?? true);
    await within(
      `TCP connection to ${options.host}:${options.port}`,
      new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('error', reject);
      }),
    );
    return client;
  }

  /**
   * Opens a connection, reads the INFO and goes on in TLS, with nothing said in it yet.
   *
   * @returns the client and the INFO line
   * @throws Error of Node when the client does not take the server
   */
  static async openTls(
    options: RawNatsClientOptions,
    tls: ConnectionOptions,
  ): Promise<{ readonly client: RawNatsClient; readonly info: string }> {
    const plain = connect(options.port, options.host);
    const [greeting] = (await within('the INFO', once(plain, 'data'))) as [Buffer];
    const socket = connectTls({ socket: plain, servername: 'localhost', ...tls });
    await within('the TLS handshake', once(socket, 'secureConnect'));
    const client = new RawNatsClient(socket, options.answerPings ?? true);
    return { client, info: greeting.toString() };
  }

  /**
   * Opens a connection and gets the greetings over with: INFO, a quiet CONNECT
   * (neither verbose nor pedantic) with `connectOptions` on top, PING, PONG.
   */
  static async connect(
    options: RawNatsClientOptions,
    connectOptions: Readonly<Record<string, unknown>> = {},
  ): Promise<RawNatsClient> {
    const client = await RawNatsClient.open(options);
    await client.readOp();
    client.send(
      `CONNECT ${JSON.stringify({ verbose: false, pedantic: false, ...connectOptions })}\r\n`,
    );
    await client.flush();
    return client;
  }

  /** Writes text or bytes as they are: no line ends are added. */
  send(bytes: string | Uint8Array): void {
    this.#socket.write(bytes);
  }

  publish(subject: string, payload: string | Uint8Array = '', reply = ''): void {
    const bytes = Buffer.from(payload);
    this.send(
      Buffer.concat([
        Buffer.from(`PUB ${subject} ${reply === '' ? '' : `${reply} `}${bytes.length}\r\n`),
        bytes,
        CRLF,
      ]),
    );
  }

  /**
   * Subscribes under a sid of its own; its messages go to `onMessage` and are
   * not reported by readOp.
   *
   * @returns the sid
   */
  subscribe(subject: string, onMessage: (message: MsgOp) => void, queue = ''): string {
    const sid = `own${++this.#lastSid}`;
    this.#subscriptions.set(sid, onMessage);
    this.send(`SUB ${subject} ${queue === '' ? '' : `${queue} `}${sid}\r\n`);
    return sid;
  }

  /**
   * Publishes with an inbox of its own for the answer.
   *
   * @returns the payload of the first answer
   * @throws Error when none comes within `withinMs`
   */
  async request(subject: string, payload: string | Uint8Array, withinMs = 20_000): Promise<Buffer> {
    const inbox = `_INBOX.${randomUUID()}`;
    let sid = '';
    const answer = new Promise<MsgOp>((resolve) => {
      sid = this.subscribe(inbox, resolve);
    });
    this.publish(subject, payload, inbox);
    try {
      return (await within(`an answer on ${subject}`, answer, withinMs)).payload;
    } finally {
      this.unsubscribe(sid);
    }
  }

  /** Ends a subscription of subscribe(). */
  unsubscribe(sid: string): void {
    this.#subscriptions.delete(sid);
    this.send(`UNSUB ${sid}\r\n`);
  }

  /**
   * The next op that no subscription of subscribe() took.
   *
   * @throws Error when none comes within `withinMs`, or the server closes first
   */
  async readOp(withinMs = 20_000): Promise<ServerOp> {
    const endsAt = performance.now() + withinMs;
    for (;;) {
      const op = this.#ops.shift();
      if (op !== undefined) return op;
      if (this.#isClosed) throw new Error('the server closed the connection');
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await within('an op from the server', woken, Math.max(0, endsAt - performance.now()));
    }
  }

  /** The next op's control line. */
  async readLine(withinMs?: number): Promise<string> {
    return (await this.readOp(withinMs)).line;
  }

  /**
   * Sends a PING and reads up to its PONG.
   *
   * @returns what came before the PONG: what the server had to say of all that was sent so far
   */
  async flush(): Promise<ServerOp[]> {
    this.send('PING\r\n');
    const before: ServerOp[] = [];
    for (;;) {
      const op = await this.readOp();
      if (op.line === 'PONG') return before;
      before.push(op);
    }
  }

  /** As flush(), but only the control lines. */
  async flushLines(): Promise<string[]> {
    return (await this.flush()).map((op) => op.line);
  }

  /**
   * Waits until the server has closed the connection.
   *
   * @returns the control lines that came before the end and were not read yet
   */
  async readToEnd(withinMs = 20_000): Promise<string[]> {
    await within('the server closes the connection', this.#closed, withinMs);
    return this.#ops.splice(0).map((op) => op.line);
  }

  /** Done when the connection is over, whoever has ended it. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  /** Stops reading, as a client that hangs: nothing more is taken off the socket. */
  freeze(): void {
    this.#socket.pause();
  }

  /** Ends freeze(). */
  unfreeze(): void {
    this.#socket.resume();
  }

  /** Drops the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  #parse(): void {
    for (;;) {
      const op = this.#takeOp();
      if (op === undefined) break;
      this.#report(op);
    }
    this.#wake();
  }

  #report(op: ServerOp): void {
    if (op.line === 'PING' && this.#answerPings) {
      this.send('PONG\r\n');
      return;
    }
    const onMessage = op.kind === 'msg' ? this.#subscriptions.get(op.sid) : undefined;
    if (op.kind === 'msg' && onMessage !== undefined) onMessage(op);
    else this.#ops.push(op);
  }

  #takeOp(): ServerOp | undefined {
    const end = this.#unread.indexOf(CRLF);
    if (end < 0) return undefined;
    const line = this.#unread.toString('latin1', 0, end);
    const afterLine = end + CRLF.length;
    if (!line.startsWith('MSG ')) {
      this.#unread = this.#unread.subarray(afterLine);
      return { kind: 'line', line };
    }
    const words = line.split(' ');
    const payloadEnd = afterLine + Number(words.at(-1));
    if (this.#unread.length < payloadEnd + CRLF.length) return undefined;
    const payload = Buffer.from(this.#unread.subarray(afterLine, payloadEnd));
    if (!this.#unread.subarray(payloadEnd, payloadEnd + CRLF.length).equals(CRLF)) {
      throw new Error(`no CRLF after the payload of: ${line}`);
    }
    this.#unread = this.#unread.subarray(payloadEnd + CRLF.length);
    const [, subject = '', sid = ''] = words;
    return {
      kind: 'msg',
      line,
      subject,
      sid,
      reply: words.length === 5 ? (words[3] ?? '') : '',
      payload,
    };
  }
}
