import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { openRelay } from '../../../src/harness/faults/relay';
import type { RunEvent, RunResult } from '../../../src/harness/report/run-result';
import { verify, type VerifyOptions } from '../../../src/harness/runner/verify';
import { scripts as scenarios } from '../../../src/harness/scenarios/all';
import { CALM } from '../../support/calm';
import type { Scenario } from '../../../src/harness/scenarios/scenario';
import type { EmbeddedServer } from '../../../src/index';
import { connectStan, openServer, publish, readMonitoring } from '../../support/embedded-stage';

/** A folder that goes when the test ends. */
function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nats-test-verify-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

const named = (...names: readonly string[]): Scenario[] =>
  scenarios.filter(({ name }) => names.includes(name));

function run(options: Partial<VerifyOptions> = {}): Promise<RunResult> {
  return verify({
    scenarios,
    target: { kind: 'embedded' },
    storm: CALM,
    historyFolder: options.historyFolder ?? tempFolder(),
    onEvent: () => undefined,
    interrupted: new AbortController().signal,
    ...options,
  });
}

type UrlTarget = Extract<VerifyOptions['target'], { readonly kind: 'url' }>;

function urlOf(server: EmbeddedServer, more: Partial<UrlTarget> = {}): UrlTarget {
  const { url, clusterId, monitoringUrl } = server;
  return {
    kind: 'url',
    connection: { url, clusterId },
    ...(monitoringUrl === undefined ? {} : { monitoringUrl }),
    ...more,
  };
}

/** What each scenario came to, but for the valid ones: nothing, when all is well. */
const notValid = ({ scenarios: results }: RunResult): unknown[] =>
  results
    .filter(({ verdict }) => verdict !== 'valid')
    .map(({ name, verdict, seen }) => [name, verdict, seen]);

/** A server on loopback that does with each connection what it is told. */
async function openFake(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `nats://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const INFO = 'INFO {"server_id":"x","version":"2.1.4","proto":1,"max_payload":1048576}\r\n';

describe('verify', () => {
  it('finds every lesson valid on the embedded server', async () => {
    const result = await run();

    expect(notValid(result)).toEqual([]);
    expect([result.verdict, result.problem]).toEqual(['valid', undefined]);
    expect(result.scenarios.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name));
  });

  it('finds them valid on one server that runs, and leaves nothing behind there', async () => {
    const heartbeats = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };
    const server = await openServer({
      heartbeatInterval: heartbeats.intervalMs,
      heartbeatTimeout: heartbeats.timeoutMs,
      heartbeatFailures: heartbeats.failuresMax,
    });
    const target = urlOf(server, { heartbeats });

    const results = [await run({ target }), await run({ target })];

    expect(results.flatMap(notValid)).toEqual([]);
    const { clients } = await readMonitoring(server, '/streaming/clientsz');
    const channels = (await readMonitoring(server, '/streaming/channelsz?subs=1'))[
      'channels'
    ] as Record<string, unknown>[];
    expect(clients).toEqual([]);
    expect(channels.length).toBeLessThanOrEqual(12);
    expect(channels.filter(({ name }) => !String(name).startsWith('nats-test.'))).toEqual([]);
    expect(channels.filter(({ subscriptions }) => subscriptions !== undefined)).toEqual([]);
  });

  it('keeps the history of each scenario in a file', async () => {
    const historyFolder = tempFolder();

    const { scenarios: results } = await run({
      scenarios: named('client-id-clash', 'queue-group'),
      historyFolder,
    });

    expect(readdirSync(historyFolder).sort()).toEqual([
      'client-id-clash.ndjson',
      'queue-group.ndjson',
    ]);
    expect(results.map(({ historyFile }) => historyFile)).toEqual([
      join(historyFolder, 'client-id-clash.ndjson'),
      join(historyFolder, 'queue-group.ndjson'),
    ]);
  });

  it('tells what it is at, step by step', async () => {
    const events: RunEvent[] = [];
    const [scenario] = named('client-id-clash');

    await run({ scenarios: scenario ? [scenario] : [], onEvent: (event) => events.push(event) });

    expect(events.map(({ kind }) => kind)).toEqual(['started', 'step', 'step', 'step', 'ended']);
    expect(events[2]).toMatchObject({ step: 2, steps: 3 });
  });
});

describe('a lesson that lacks what it needs is unknown, and says what', () => {
  it('with a server whose heartbeats are not known', async () => {
    const target = urlOf(await openServer());

    const result = await run({ target, scenarios: named('eviction', 'client-id-clash') });

    expect(notValid(result)).toEqual([
      [
        'eviction',
        'unknown',
        "needs the server's heartbeat settings: give its --hbi, --hbt and --hbf",
      ],
    ]);
    expect(result.verdict).toBe('unknown');
  });

  it('with a server whose monitoring does not answer', async () => {
    const server = await openServer({ monitoringPort: false });
    const heartbeats = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };
    const target = urlOf(server, { heartbeats, monitoringUrl: 'http://127.0.0.1:1' });

    const result = await run({ target, scenarios: named('eviction') });

    expect(notValid(result)).toEqual([
      ['eviction', 'unknown', expect.stringContaining("needs the server's monitoring port")],
    ]);
  });
});

describe('a problem that keeps anything from running', () => {
  const problemWith = async (url: string, more: Partial<UrlTarget> = {}): Promise<unknown[]> => {
    const target: UrlTarget = { kind: 'url', connection: { url, clusterId: 'ticketing' }, ...more };
    const { verdict, problem, scenarios: results } = await run({ target });
    return [verdict, problem, results];
  };

  it('is a server that is not there', async () => {
    expect(await problemWith('nats://127.0.0.1:1')).toEqual([
      'unknown',
      expect.stringMatching(/^no NATS server at nats:\/\/127\.0\.0\.1:1 .*ECONNREFUSED/),
      [],
    ]);
  });

  it('is a server that wants a login', async () => {
    const url = await openFake((socket) =>
      socket.write(`${INFO}-ERR 'Authorization Violation'\r\n`),
    );

    expect((await problemWith(url))[1]).toContain('did not let us in');
  });

  it('is core NATS without streaming', async () => {
    const url = await openFake((socket) => {
      socket.write(INFO);
      socket.on('data', (chunk) => {
        if (chunk.includes('PING')) socket.write('PONG\r\n');
      });
    });

    expect((await problemWith(url))[1]).toContain('no NATS Streaming cluster ticketing');
  });

  it('is another cluster ID, which the monitoring tells', async () => {
    const server = await openServer({ clusterId: 'orders' });

    const [, problem] = await problemWith(server.url, {
      monitoringUrl: server.monitoringUrl ?? '',
    });

    expect(problem).toContain('is cluster orders, not ticketing: give --cluster orders');
  });

  it('is a monitoring port of another server', async () => {
    const [server, other] = [await openServer({ clusterId: 'ticketing' }), await openServer()];

    const [, problem] = await problemWith(server.url, { monitoringUrl: other.monitoringUrl ?? '' });

    expect(problem).toContain('is of cluster test-cluster');
  });

  it('is a server without room for the channels', async () => {
    const server = await openServer({ clusterId: 'ticketing', limits: { channelsMax: 3 } });

    const [, problem] = await problemWith(server.url, {
      monitoringUrl: server.monitoringUrl ?? '',
    });

    expect(problem).toContain('room for 3 more channels of 3, and 12 are needed');
  });

  it('is a server that keeps too little of a channel', async () => {
    const server = await openServer({ clusterId: 'ticketing', limits: { msgsMax: 2 } });

    const [, problem] = await problemWith(server.url, {
      monitoringUrl: server.monitoringUrl ?? '',
    });

    expect(problem).toContain('keeps too little of a channel for the lessons (-mm 2)');
  });

  it('is not the first of several servers being down', async () => {
    const server = await openServer();
    const { url, clusterId } = server;

    const result = await run({
      target: { kind: 'url', connection: { url: `nats://127.0.0.1:1,${url}`, clusterId } },
      scenarios: named('client-id-takeover'),
    });

    expect([result.verdict, result.problem]).toEqual(['valid', undefined]);
  });

  it('is a folder that can not be made', async () => {
    const { verdict, problem } = await run({ historyFolder: '/dev/null/histories' });

    expect([verdict, problem]).toEqual([
      'unknown',
      expect.stringContaining("the folder /dev/null/histories can't be made"),
    ]);
  });
});

/** An HTTP server on loopback. @returns its URL */
async function openHttp(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createHttpServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Subscriptions that the server still has, offline durables among them. */
async function subscriptionsOf(server: EmbeddedServer): Promise<unknown[]> {
  const { channels } = await readMonitoring(server, '/streaming/channelsz?subs=1');
  return (channels as { subscriptions?: unknown[] }[]).flatMap(
    ({ subscriptions }) => subscriptions ?? [],
  );
}

describe('a monitoring port that is not to be trusted', () => {
  it('does not evict a client by an HTTP error', async () => {
    const heartbeats = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };
    const server = await openServer({
      heartbeatInterval: heartbeats.intervalMs,
      heartbeatTimeout: heartbeats.timeoutMs,
      heartbeatFailures: heartbeats.failuresMax,
    });
    const monitoringUrl = await openHttp((request, response) => {
      if (request.url?.startsWith('/streaming/clientsz')) response.writeHead(503).end();
      else
        void fetch(`${String(server.monitoringUrl)}${String(request.url)}`).then(async (answer) =>
          response.end(await answer.text()),
        );
    });

    const result = await run({
      target: urlOf(server, { heartbeats, monitoringUrl }),
      scenarios: named('eviction'),
    });

    expect(notValid(result)).toEqual([
      ['eviction', 'unknown', expect.stringContaining('HTTP status 503')],
    ]);
  });

  it.each(['{"cluster_id":"test-cluster","names":5}', '{"cluster_id":{}}', '[]', 'null', '<html>'])(
    'may answer %s',
    async (text) => {
      const server = await openServer();
      const monitoringUrl = await openHttp((_request, response) => response.end(text));

      const result = await run({
        target: urlOf(server, { monitoringUrl }),
        scenarios: named('client-id-clash'),
      });

      expect(result.verdict).toBe('valid');
    },
  );
});

describe('a history that can not be written', () => {
  it('makes its lesson unknown, and the others go on', async () => {
    const server = await openServer();
    const historyFolder = tempFolder();
    mkdirSync(join(historyFolder, 'client-id-clash.ndjson'));

    const result = await run({
      target: urlOf(server),
      scenarios: named('client-id-clash', 'durable-resume'),
      historyFolder,
    });

    expect(result.scenarios.map(({ verdict, seen }) => [verdict, seen])).toEqual([
      ['unknown', expect.stringMatching(/^the history can't be written to .* \(E\w+\): give /)],
      ['valid', expect.any(String)],
    ]);
    expect(result.problem).toBe(result.scenarios[0]?.seen);
    expect(await subscriptionsOf(server)).toEqual([]);
  });
});

describe('a stranger on the channel', () => {
  it('makes a lesson unknown, since a server might have made it up', async () => {
    const server = await openServer();
    const stranger = await connectStan(server, 'stranger');

    const result = await run({
      target: urlOf(server),
      scenarios: named('max-in-flight'),
      onEvent: (event) => {
        if (event.kind === 'step' && event.step === 6) {
          void publish(stranger, 'nats-test.max-in-flight', 'boo');
        }
      },
    });

    expect(notValid(result)).toEqual([
      [
        'max-in-flight',
        'unknown',
        expect.stringContaining('that no run of nats-test has published: "boo"'),
      ],
    ]);
  });
});

describe('a run that is cut short', () => {
  it('by a connection that is lost leaves no durable subscription behind', async () => {
    const server = await openServer();
    const relay = await openRelay({ host: '127.0.0.1', port: server.port });
    onTestFinished(() => relay.close());
    const { clusterId } = server;

    const result = await run({
      target: { kind: 'url', connection: { url: `nats://127.0.0.1:${relay.port}`, clusterId } },
      scenarios: named('durable-resume'),
      onEvent: (event) => {
        if (event.kind === 'step' && event.step === 6) relay.cut();
      },
    });

    expect(result.scenarios[0]?.seen).toContain('was lost');
    expect(await subscriptionsOf(server)).toEqual([]);
  });

  it('by a server that dies half-way is unknown, and its histories are kept', async () => {
    const server = await openServer();
    const historyFolder = tempFolder();

    const result = await run({
      target: urlOf(server),
      scenarios: named('redelivery', 'max-in-flight'),
      historyFolder,
      onEvent: (event) => {
        if (event.kind === 'step' && event.name === 'max-in-flight' && event.step === 5) {
          void server.stop();
        }
      },
    });

    expect(result.scenarios.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
    expect(result.scenarios[0]?.seen).toContain('lost');
    expect(readdirSync(historyFolder)).toHaveLength(2);
  });

  it('by Ctrl+C is unknown, and leaves no durable subscription behind', async () => {
    const server = await openServer();
    const interrupt = new AbortController();

    const result = await run({
      target: urlOf(server),
      scenarios: named('durable-resume', 'durable-unsubscribe'),
      interrupted: interrupt.signal,
      onEvent: (event) => {
        if (event.kind === 'step' && event.name === 'durable-resume' && event.step === 8) {
          interrupt.abort('SIGINT');
        }
      },
    });

    expect(result.scenarios.map(({ verdict, seen }) => [verdict, seen])).toEqual([
      ['unknown', 'interrupted by SIGINT'],
      ['unknown', 'interrupted by SIGINT'],
    ]);
    expect([result.verdict, result.problem]).toEqual(['unknown', 'interrupted by SIGINT']);
    const channels = (await readMonitoring(server, '/streaming/channelsz?subs=1'))[
      'channels'
    ] as Record<string, unknown>[];
    expect(channels.filter(({ subscriptions }) => subscriptions !== undefined)).toEqual([]);
  });
});
