import { createServer, type Server } from 'node:http';
import type { MonitoringRequest, MonitoringResponse } from './pages';

/** The monitoring port. It only reads, and answers any method. */
export function createMonitoringServer(
  respond: (request: MonitoringRequest) => MonitoringResponse,
): Server {
  return createServer((request, response) => {
    let url: URL;
    try {
      url = new URL(request.url ?? '/', 'http://localhost');
    } catch {
      response.writeHead(400).end();
      return;
    }
    const answer = respond({ path: url.pathname, query: url.searchParams });
    const body = Buffer.from(answer.body, 'utf8');
    response.writeHead(answer.status, {
      'Content-Type': answer.contentType,
      ...(answer.status === 404 ? { 'X-Content-Type-Options': 'nosniff' } : {}),
      'Content-Length': body.length,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
}
