import { constants } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, DEFAULT_CIPHERS, type Server, type TLSSocket } from 'node:tls';
import type { Clock } from '../../base/clock';
import { bracketed } from '../../base/host-port';
import type { TlsEvents, TlsSession } from '../broker/tls';
import type { TransportEvents } from '../broker/transport';
import { SocketTransport, tell, type SocketSecurity } from './tcp-listener';
import { certificateErrorText, handshakeErrorText, type CertificateTimes } from './tls-error-text';
import type { LoadedTls } from './tls-files';

/** The oldest version that the real server speaks. */
export const TLS_VERSION_MIN = 'TLSv1.2';
/** Time is a matter of the server's own clock: Node's limit must never be the first. */
const NODE_TIMEOUT_MS = 2 ** 31 - 1;

/** What the real server chooses first, where a client leaves the choice. */
const CIPHERS = `TLS_AES_128_GCM_SHA256:${DEFAULT_CIPHERS}`;

/** What a handshake comes to, as Node tells it. */
interface Outcome {
  secured(socket: TLSSocket): void;
  failed(error: NodeJS.ErrnoException): void;
}

/** TLS for the sockets of a listener. */
export function createSecurity(tls: LoadedTls): SocketSecurity {
  const server = createTlsServer(tls);
  return { transport: (socket, clock) => new TlsTransport(socket, clock, server, tls) };
}

/**
 * Has a server of Node's shake hands on a socket. Node tells the server, not the socket, what became
 * of it, and of a socket that was reset nobody can tell which it was: so each has a server of its own,
 * which is the one server but for its ears. A whole one for each would take as long as the handshake.
 */
export function shakeHands(server: Server, raw: Duplex, outcome: Outcome): void {
  const ofSocket = Object.create(server) as Server;
  ofSocket.emit = (name: string, ...args: unknown[]): boolean => {
    if (name === 'secureConnection') outcome.secured(args[0] as TLSSocket);
    else if (name === 'tlsClientError') outcome.failed(args[0] as NodeJS.ErrnoException);
    else return server.emit(name, ...args);
    return true;
  };
  // The connection comes to the server that is told of it later.
  EventEmitter.prototype.emit.call(ofSocket, 'connection', raw);
}

/**
 * Gives a server of Node's that is handed its sockets, rather than listen for them. It asks for
 * certificates of clients where it has to; to look at them is up to {@link certificateFault}, since
 * Node would hang up without saying which was wrong, and how.
 */
export function createTlsServer({ cert, key, ca, verify }: LoadedTls): Server {
  return createServer({
    cert,
    key,
    ...(ca !== undefined && { ca }),
    requestCert: verify,
    rejectUnauthorized: false,
    minVersion: TLS_VERSION_MIN,
    // A client that shakes hands for ever would have this process do nothing else.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    ciphers: CIPHERS,
    handshakeTimeout: NODE_TIMEOUT_MS,
  });
}

/** What is wrong with the certificate that a client has shown, by Node's code. */
export interface CertificateFault extends CertificateTimes {
  /** Undefined when there was no certificate at all. */
  readonly code: string | undefined;
}

/** Looks at a client's certificate where there has to be one; undefined when all is well. */
export function certificateFault(
  { verify }: LoadedTls,
  socket: TLSSocket,
): CertificateFault | undefined {
  if (!verify || socket.authorized) return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return { code: undefined, validFrom: '', validTo: '' };
  const { validFrom, validTo } = certificate;
  // Its type is wrong: it is a code.
  return { code: String(socket.authorizationError), validFrom, validTo };
}

/** A socket that begins in the clear, greets, and goes on in TLS. */
class TlsTransport extends SocketTransport {
  private readonly raw: Socket;
  private readonly server: Server;
  private readonly tls: LoadedTls;
  private owner: TransportEvents | undefined;
  private isPaused = false;

  constructor(raw: Socket, clock: Clock, server: Server, tls: LoadedTls) {
    super(raw, clock);
    this.raw = raw;
    this.server = server;
    this.tls = tls;
  }

  /** Who is told of what comes. */
  owned(events: TransportEvents): void {
    this.owner = events;
  }

  override pause(): void {
    this.isPaused = true;
    super.pause();
  }

  override resume(): void {
    this.isPaused = false;
    super.resume();
  }

  readonly startTls = (events: TlsEvents): void => {
    const { raw } = this;
    // Not to be known any more of a socket that was reset.
    const ends = `${endOf(raw.localAddress, raw.localPort)}->${endOf(raw.remoteAddress, raw.remotePort)}`;
    raw.once('close', () => {
      events.failed('EOF');
    });
    shakeHands(this.server, raw, {
      secured: (socket) => {
        this.goOn(socket, events);
      },
      failed: (error) => {
        events.failed(handshakeErrorText(error, ends));
      },
    });
  };

  private goOn(socket: TLSSocket, events: TlsEvents): void {
    this.socket = socket;
    socket.on('error', () => undefined);
    const fault = certificateFault(this.tls, socket);
    if (fault) {
      const { code, ...times } = fault;
      events.failed(
        code === undefined
          ? "tls: client didn't provide a certificate"
          : certificateErrorText(code, times, this.clock.wallNs()),
      );
      return;
    }
    if (this.owner) tell(socket, this.owner);
    if (this.isPaused) socket.pause();
    events.secured(sessionOf(socket));
  }
}

function endOf(host: string | undefined, port: number | undefined): string {
  return `${bracketed((host ?? '').replace(/^::ffff:/, ''))}:${port}`;
}

/** By the numbers that Go writes of what came after the real server. */
const TLS_1_3: Readonly<Record<string, string>> = {
  TLS_AES_128_GCM_SHA256: '1301',
  TLS_AES_256_GCM_SHA384: '1302',
  TLS_CHACHA20_POLY1305_SHA256: '1303',
};

function sessionOf(socket: TLSSocket): TlsSession {
  const { standardName } = socket.getCipher();
  if (socket.getProtocol() === 'TLSv1.3') {
    return {
      version: 'Unknown [304]',
      cipherSuite: `Unknown [${TLS_1_3[standardName] ?? standardName}]`,
    };
  }
  return {
    version: '1.2',
    // Go's name of it has no hash.
    cipherSuite: standardName.replace(/(?<=CHACHA20_POLY1305)_SHA256$/, ''),
  };
}
