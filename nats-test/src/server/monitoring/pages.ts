import type { StreamingState } from '../streaming/state';
import { viewChannels } from './channels-view';
import { viewClients } from './clients-view';
import { CorePages } from './core/core-pages';
import type { CoreServer } from './core/core-server';
import { BadQuery } from './core/go-query';
import { renderCoreIndexPage, renderIndexPage } from './index-page';
import { withExactWindow } from './page';
import { viewServer } from './server-view';
import { viewStore } from './store-view';

const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

/** An answer of the monitoring port. */
export interface MonitoringResponse {
  readonly status: 200 | 400 | 404;
  readonly contentType: string;
  readonly body: string;
}

/** What a request asks for. */
export interface MonitoringRequest {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** What the pages look at. */
export interface MonitoredServer extends CoreServer {
  readonly state: StreamingState;
}

/** Answers the requests of the monitoring port. */
export type Pages = (request: MonitoringRequest) => MonitoringResponse;

/** Gives what answers the requests of the monitoring port, from what the server is by then. */
export function createPages(server: MonitoredServer): Pages {
  const core = new CorePages(server);
  return (request) => {
    try {
      return respond(server, core, request);
    } catch (error) {
      if (!(error instanceof BadQuery)) throw error;
      return { status: 400, contentType: TEXT, body: error.message };
    }
  };
}

function respond(
  { state, facts, startTime }: MonitoredServer,
  core: CorePages,
  { path, query }: MonitoringRequest,
): MonitoringResponse {
  switch (path) {
    case '/':
      core.countIndex();
      return { status: 200, contentType: HTML, body: renderCoreIndexPage() };
    case '/streaming':
      return { status: 200, contentType: HTML, body: renderIndexPage() };
    case '/streaming/serverz':
      return json(viewServer(state, facts, startTime), query);
    case '/streaming/storez':
      return json(viewStore(state), query);
    case '/streaming/clientsz':
      return found(viewClients(state, query), `Client ${query.get('client') ?? ''}`, query);
    case '/streaming/channelsz':
      return found(viewChannels(state, query), `Channel ${query.get('channel') ?? ''}`, query);
    default: {
      const view = core.view(path, query);
      return view ? json(view, query) : notFound('404 page not found');
    }
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
  return { status: 404, contentType: TEXT, body: `${text}\n` };
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
