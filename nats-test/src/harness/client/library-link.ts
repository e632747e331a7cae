import type { EventEmitter } from 'node:events';
import { isIP } from 'node:net';
import { hostPort } from '../../base/host-port';

import { connect, type Stan, type StanOptions } from 'node-nats-streaming';

import { textOf } from './classify';
import type { ServerAddress } from './parse-url';

/** What happens to a link. `broken` may be called more than once. */
export interface LinkEvents {
  /** A NATS server is there and lets us in; the streaming server is now being asked. */
  greeted(): void;
  /** The streaming server has registered the client. */
  registered(): void;
  broken(error: unknown): void;
}

/** The library's client and its connection. */
export interface Link {
  readonly stan: Stan;
  /** What the server takes in one message, with all that stands around its data; undefined before it greets. */
  readonly payloadBytesMax: number | undefined;
  /** Calls back when the server has answered a ping, or with an error when the connection ends. */
  ping(done: (error?: unknown) => void): void;
  /**
   * Asks the streaming server whether it knows the client. Calls back with what it says against that,
   * an empty text when it does, or an error when there is no answer.
   */
  askStreaming(timeoutMs: number, done: (refusal: string, error?: unknown) => void): void;
  /** Ends the connection without a word and clears all timers of the library. */
  release(): void;
}

/** Parts of the library that have no public face. */
interface StanInside {
  readonly nc: NatsInside;
  /** Where pings of the streaming protocol go, and what they say; a server of old takes none. */
  readonly pingRequests?: string;
  readonly pingBytes?: Buffer;
  cleanupOnClose(error: Error): void;
}

interface NatsInside extends EventEmitter {
  readonly closed?: boolean;
  /** Bytes that are not parsed yet. */
  readonly inbound: Buffer | null;
  /** Whether a server has greeted, and the greeting could be read. */
  readonly infoReceived: boolean;
  readonly info: { readonly max_payload?: unknown } | null;
  /** 0: a control line comes next. */
  readonly pstate: number;
  url: { readonly hostname: string; readonly port: number };
  close(): void;
  createConnection(): void;
  flush(done: (error?: unknown) => void): void;
  requestOne(
    subject: string,
    bytes: Buffer,
    timeoutMs: number,
    done: (answer: string | Error) => void,
  ): void;
  processInbound(): void;
}

const AWAITING_CONTROL_LINE = 0;
/** The library looks for the end of a line in so many bytes and no further. */
const CONTROL_LINE_BYTES_MAX = 4096;

/**
 * Opens a connection with the library. Whatever the server sends, nothing is thrown later on: it ends
 * as `broken`.
 *
 * @throws what the library throws at options that it does not like
 */
export function openLink(
  clusterId: string,
  clientId: string,
  address: ServerAddress,
  options: StanOptions,
  events: LinkEvents,
): Link {
  const stan = connect(clusterId, clientId, options);
  const inside = stan as unknown as StanInside;
  const nats = inside.nc;
  if (isIP(address.host) === 6) {
    // The first socket has not begun to connect yet, and is dropped.
    nats.url = { hostname: address.host, port: address.port };
    nats.createConnection();
  }
  guardParser(nats, address);

  let isReleased = false;
  const broken = (error: unknown): void => {
    if (!isReleased) events.broken(explain(error, address));
  };
  // They stay for ever: an error that nobody listens to would end the process.
  stan.on('error', broken);
  stan.on('connection_lost', broken);
  stan.on('connect', () => events.registered());
  nats.on('connect', () => events.greeted());
  // The library keeps it to itself, and whoever may not do what he asked waits for an answer.
  nats.on('permission_error', broken);
  // Before the library's own listener, which tells all who wait for acks that they have got them.
  nats.prependListener('close', () =>
    broken(new Error(`The connection to ${hostPort(address.host, address.port)} was closed`)),
  );

  return {
    stan,
    get payloadBytesMax() {
      const bytes = nats.info?.max_payload;
      return typeof bytes === 'number' ? bytes : undefined;
    },
    ping: (done) => nats.flush(done),
    askStreaming: (timeoutMs, done) => {
      const { pingRequests, pingBytes } = inside;
      if (pingRequests === undefined || pingBytes === undefined) {
        done('', new Error('The server takes no pings'));
        return;
      }
      nats.requestOne(pingRequests, pingBytes, timeoutMs, (answer) => {
        if (answer instanceof Error) done('', answer);
        // A PingResponse has nothing but the error: a byte for the field, one for its length.
        else done(answer.slice(2));
      });
    },
    release: () => {
      isReleased = true;
      inside.cleanupOnClose(new Error('released'));
      nats.close();
      // close() has taken all listeners away, and the socket may still have an error to tell.
      nats.on('error', () => undefined);
    },
  };
}

/**
 * The library parses in a callback of the socket: what it throws there, at an INFO that is no JSON for
 * one, would end the process. And it waits for ever behind a line that it can't read.
 */
function guardParser(nats: NatsInside, { host, port }: ServerAddress): void {
  const parse = nats.processInbound.bind(nats);
  const noNats = (what: string): Error =>
    new Error(`${hostPort(host, port)} speaks no NATS: ${what}`);
  nats.processInbound = () => {
    try {
      parse();
    } catch (error) {
      const isGreeting = !nats.infoReceived;
      nats.emit(
        'error',
        isGreeting ? noNats(`its greeting can't be read (${textOf(error)})`) : error,
      );
      return;
    }
    const line = unreadableLine(nats);
    if (line === undefined) return;
    nats.emit(
      'error',
      nats.infoReceived
        ? new Error(`The server sent what is not of the NATS protocol: ${line}`)
        : noNats(`it sent ${line}`),
    );
  };
}

function unreadableLine(nats: NatsInside): string | undefined {
  const { inbound } = nats;
  if (inbound === null || nats.pstate !== AWAITING_CONTROL_LINE) return undefined;
  const lineEnd = inbound.indexOf('\r\n');
  if (lineEnd === -1 && inbound.length <= CONTROL_LINE_BYTES_MAX) return undefined;
  const line = inbound.toString('latin1', 0, lineEnd === -1 ? CONTROL_LINE_BYTES_MAX : lineEnd);
  return JSON.stringify(line.slice(0, 60));
}

/** Says of a connection that was never made where it was tried. */
function explain(error: unknown, address: ServerAddress): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'CONN_ERR') return error;
  const cause: unknown = 'chainedError' in error ? error.chainedError : undefined;
  return new Error(
    `Could not connect to ${hostPort(address.host, address.port)}: ${textOf(cause ?? error)}`,
  );
}
