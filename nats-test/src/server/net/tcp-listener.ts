import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Clock } from '../../base/clock';
import { hostPort } from '../../base/host-port';
import type { Transport, TransportEvents } from '../broker/transport';

/** How long a closing connection may still take what was sent to it. */
const LINGER_MS = 2000;

/** The server cannot listen. The message names the port and, if known, what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** A TCP socket as a {@link Transport}. */
export class SocketTransport implements Transport {
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** What bytes go through. */
  protected socket: Socket;
  protected readonly clock: Clock;

  constructor(socket: Socket, clock: Clock) {
    this.socket = socket;
    this.clock = clock;
    // A client that came over IPv4 to a listener of both has an address like ::ffff:127.0.0.1.
    this.remoteAddress = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    this.remotePort = socket.remotePort ?? 0;
  }

  get pendingBytes(): number {
    return this.socket.writableLength;
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  close(): void {
    const { socket } = this;
    if (socket.destroyed) return;
    socket.destroySoon();
    if (socket.writableLength === 0) return;
    const timer = this.clock.setTimer(LINGER_MS, () => socket.destroy());
    socket.once('close', () => {
      timer.cancel();
    });
  }

  abort(): void {
    this.socket.destroy();
  }
}

/** Passes on what a socket tells. */
export function tell(socket: Socket, events: TransportEvents): void {
  socket.on('data', (chunk) => {
    events.received(chunk);
  });
  socket.on('drain', () => {
    events.drained();
  });
  // What has closed is no news to an owner who has closed it.
  socket.on('close', (hadError) => {
    events.closed(hadError);
  });
}

/** How sockets become safe from others who read along. */
export interface SocketSecurity {
  /** Gives a transport that can go over to TLS. */
  transport(
    socket: Socket,
    clock: Clock,
  ): SocketTransport & { owned(events: TransportEvents): void };
}

/** Listens for clients and hands each one over. */
export class TcpListener {
  readonly port: number;
  private readonly server: Server;
  private readonly sockets: Set<Socket>;
  private readonly gate: { isOpen: boolean };

  private constructor(
    server: Server,
    sockets: Set<Socket>,
    gate: { isOpen: boolean },
    port: number,
  ) {
    this.server = server;
    this.sockets = sockets;
    this.gate = gate;
    this.port = port;
  }

  /**
   * Starts to listen.
   * @param accept gets a transport and returns who wants its events
   * @param security left out, everything goes in the clear
   * @throws ListenError
   */
  static async listen(
    host: string,
    port: number,
    clock: Clock,
    accept: (transport: Transport) => TransportEvents,
    security?: SocketSecurity,
  ): Promise<TcpListener> {
    const sockets = new Set<Socket>();
    const gate = { isOpen: true };
    const server = createServer({ noDelay: true }, (socket) => {
      if (!gate.isOpen) {
        socket.destroy();
        return;
      }
      sockets.add(socket);
      socket.on('close', () => {
        sockets.delete(socket);
      });
      // 'close' follows; there is nothing to be done about a connection that broke.
      socket.on('error', () => undefined);
      if (security) {
        const transport = security.transport(socket, clock);
        transport.owned(accept(transport));
      } else {
        tell(socket, accept(new SocketTransport(socket, clock)));
      }
    });
    return new TcpListener(server, sockets, gate, await listenOn(server, host, port));
  }

  /** Cuts the clients that are there, even when they do not read, and who comes now. */
  refuseAll(): void {
    this.gate.isOpen = false;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Takes clients again. */
  acceptAgain(): void {
    this.gate.isOpen = true;
  }

  /** Takes no more clients and cuts those that are there. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.refuseAll();
    });
  }
}

/**
 * Listens with any server of Node's, TCP or HTTP.
 * @returns the port, which the system chose when 0 was asked for
 * @throws ListenError
 */
export async function listenOn(server: Server, host: string, port: number): Promise<number> {
  // The wildcard address means both families, as it does for the real server.
  const hosts = host === '0.0.0.0' ? ['::', '0.0.0.0'] : [host];
  for (const candidate of hosts) {
    try {
      await listenOnce(server, candidate, port);
      // A connection that could not be accepted is one client's trouble, and no event may go unheard:
      // Node would end the process.
      server.on('error', () => undefined);
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const hasNoIpv6 = code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
      if (candidate === '::' && candidate !== host && hasNoIpv6) continue;
      throw new ListenError(explain(host, port, code), { cause: error });
    }
  }
  throw new ListenError(noSuchAddress(host));
}

function listenOnce(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function explain(host: string, port: number, code: string | undefined): string {
  const address = hostPort(host, port);
  if (code === 'EADDRINUSE') {
    return (
      `port ${port} is in use: another server or a port-forward listens on ${address}; ` +
      'stop it or choose another port'
    );
  }
  if (code === 'EACCES') {
    return `port ${port} needs more rights than this user has: choose one above 1023`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return noSuchAddress(host);
  }
  return `cannot listen on ${address}: ${code ?? 'unknown error'}`;
}

function noSuchAddress(host: string): string {
  return `${host} is no address of this machine: listen on 127.0.0.1, or on 0.0.0.0 for all of them`;
}
