import { constants } from 'node:crypto';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { MonitoringRequest, MonitoringResponse } from './pages';

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' };

/** What the monitoring may use. The real server takes what the machine has. */
export interface HttpLimits {
  /** Connections at a time; more are closed at once. */
  readonly connectionsMax: number;
  /** Answers that clients have asked for and not taken; beyond it, new ones are refused. */
  readonly unreadBytesMax: number;
  /** How long a client may take for its headers, and for its request. */
  readonly requestMs: number;
  /** How long a connection may be still while something is to be read or written. */
  readonly stillMs: number;
}

const defaultHttpLimits: HttpLimits = {
  connectionsMax: 1024,
  unreadBytesMax: 64 * 1024 * 1024,
  requestMs: 30_000,
  stillMs: 30_000,
};

/** PEM texts for HTTPS. */
interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * The monitoring port. It only reads, and answers any method.
 * @param certificate makes it HTTPS; nobody has to show one in return, as with the real server
 */
export function createMonitoringServer(
  respond: (request: MonitoringRequest) => MonitoringResponse,
  certificate?: Certificate,
  limits: HttpLimits = defaultHttpLimits,
): Server | TlsServer {
  const options = {
    headersTimeout: limits.requestMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(limits.requestMs, 5000),
  };
  const listener = listenerFor(respond, limits);
  const server = certificate
    ? createTlsServer(
        {
          ...options,
          cert: certificate.cert,
          key: certificate.key,
          minVersion: 'TLSv1.2',
          secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
        },
        listener,
      )
    : createServer(options, listener);
  server.maxConnections = limits.connectionsMax;
  server.timeout = limits.stillMs;
  return server;
}

function listenerFor(
  respond: (request: MonitoringRequest) => MonitoringResponse,
  limits: HttpLimits,
): RequestListener {
  const unread = new UnreadAnswers();
  return (request, response) => {
    // Before the page is made: that is work, too.
    if (unread.bytes > limits.unreadBytesMax) {
      refuse(response, 503, `More than ${limits.unreadBytesMax} bytes of answers are unread`);
      return;
    }
    let url: URL;
    try {
      const target = request.url ?? '/';
      // A path of two slashes is a path, not a host.
      url = new URL(target.startsWith('/') ? `http://localhost${target}` : target);
    } catch {
      response.writeHead(400).end();
      return;
    }
    let answer: MonitoringResponse;
    try {
      answer = respond({ path: url.pathname, query: url.searchParams });
    } catch (error) {
      // A list may be longer than any text can be; the server goes on all the same.
      refuse(response, 500, `Error making the page: ${(error as Error).message}`);
      return;
    }
    const body = Buffer.from(answer.body, 'utf8');
    unread.add(response, request.socket, body.length);
    response.writeHead(answer.status, {
      'Content-Type': answer.contentType,
      ...(answer.status === 404 ? { 'X-Content-Type-Options': 'nosniff' } : {}),
      'Content-Length': body.length,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}

function refuse(response: ServerResponse, status: 500 | 503, why: string): void {
  response.writeHead(status, TEXT);
  response.end(`${why}; ask for less with limit=\n`);
}

/** Counts the bytes of answers that wait for clients to take them. */
class UnreadAnswers {
  /** Of all connections together. */
  bytes = 0;
  private readonly bySocket = new Map<Socket, number>();

  /** The answer has so many bytes, and will be sent. */
  add(response: ServerResponse, socket: Socket, bytes: number): void {
    const before = this.bySocket.get(socket);
    if (before === undefined) {
      // Answers that wait behind others on a connection that ends are told nothing by Node.
      socket.once('close', () => {
        this.bytes -= this.bySocket.get(socket) ?? 0;
        this.bySocket.delete(socket);
      });
    }
    this.bySocket.set(socket, (before ?? 0) + bytes);
    this.bytes += bytes;
    response.once('finish', () => {
      const waiting = this.bySocket.get(socket);
      if (waiting === undefined) return;
      this.bySocket.set(socket, waiting - bytes);
      this.bytes -= bytes;
    });
  }
}
