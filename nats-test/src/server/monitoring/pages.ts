import type { ProcessFacts } from '../../base/process-facts';
import type { StreamingState } from '../streaming/state';
import { viewChannels } from './channels-view';
import { viewClients } from './clients-view';
import { renderIndexPage } from './index-page';
import { withExactWindow } from './page';
import { viewServer, type StartTime } from './server-view';
import { viewStore } from './store-view';

/** An answer of the monitoring port. */
export interface MonitoringResponse {
  readonly status: 200 | 404;
  readonly contentType: string;
  readonly body: string;
}

/** What a request asks for. */
export interface MonitoringRequest {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Answers a request of the monitoring port from what the server is now. */
export function respond(
  state: StreamingState,
  facts: ProcessFacts,
  startTime: StartTime,
  request: MonitoringRequest,
): MonitoringResponse {
  const { path, query } = request;
  switch (path) {
    case '/streaming':
      return { status: 200, contentType: 'text/html; charset=utf-8', body: renderIndexPage() };
    case '/streaming/serverz':
      return json(viewServer(state, facts, startTime), query);
    case '/streaming/storez':
      return json(viewStore(state), query);
    case '/streaming/clientsz':
      return found(viewClients(state, query), `Client ${query.get('client') ?? ''}`, query);
    case '/streaming/channelsz':
      return found(viewChannels(state, query), `Channel ${query.get('channel') ?? ''}`, query);
    default:
      return notFound('404 page not found');
  }
}

function found(
  value: object | undefined,
  name: string,
  query: URLSearchParams,
): MonitoringResponse {
  return value ? json(value, query) : notFound(`${name} not found`);
}

function notFound(text: string): MonitoringResponse {
  return { status: 404, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}

/** Two spaces a level, and `<`, `>`, `&` escaped, as Go does; as a script when a callback is named. */
function json(value: object, query: URLSearchParams): MonitoringResponse {
  const escapes: Readonly<Record<string, string>> = {
    '<': '\\u003c',
    '>': '\\u003e',
    '&': '\\u0026',
    '\u2028': '\\u2028',
    '\u2029': '\\u2029',
  };
  const text = withExactWindow(JSON.stringify(value, null, 2), query).replace(
    /[<>&\u2028\u2029]/g,
    (character) => escapes[character] ?? character,
  );
  const callback = query.get('callback') ?? '';
  return callback === ''
    ? { status: 200, contentType: 'application/json', body: text }
    : { status: 200, contentType: 'application/javascript', body: `${callback}(${text})` };
}
