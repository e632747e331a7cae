import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { MonitoringRequest, MonitoringResponse } from './pages';

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
): Server | TlsServer {
  const listener: RequestListener = (request, response) => {
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
      response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(
        `Error making the page: ${(error as Error).message}; ask for less with limit=\n`,
      );
      return;
    }
    const body = Buffer.from(answer.body, 'utf8');
    response.writeHead(answer.status, {
      'Content-Type': answer.contentType,
      ...(answer.status === 404 ? { 'X-Content-Type-Options': 'nosniff' } : {}),
      'Content-Length': body.length,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  if (!certificate) return createServer(listener);
  const { cert, key } = certificate;
  return createTlsServer({ cert, key, minVersion: 'TLSv1.2' }, listener);
}
