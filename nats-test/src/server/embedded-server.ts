import { systemClock, type Clock } from '../base/clock';
import { toMilliseconds } from '../base/duration';
import { createLog, formatLogLine, type Log, type LogLevel } from '../base/log';
import { processFacts } from '../base/process-facts';
import { randomBase32, systemRandom, type Random } from '../base/random';
import type { VirtualClock } from '../base/virtual-clock';
import { Broker } from './broker/broker';
import { defaultBrokerLimits } from './broker/limits';
import { settingsFromFlags } from './flags';
import { createMonitoringServer } from './monitoring/http-server';
import { respond } from './monitoring/pages';
import { checkSettings, defaultSettings, type ServerSettings } from './settings';
import { Settler } from './settle';
import { logStart } from './start-log';
import type { StoreLimits } from './settings';
import { MemoryStore } from './stores/memory/memory-store';
import { StreamingServer } from './streaming/streaming-server';
import { listenOn, TcpListener } from './tcp-listener';
import { NATS_VERSION } from '../protocol/versions';

/** How to start an embedded server. Everything has a default that suits a test. */
export interface StartServerOptions {
  /** Default `test-cluster`, as the real server. */
  readonly clusterId?: string;
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Port for clients; default 0, which takes a free one. */
  readonly port?: number;
  /** Port for monitoring: 0 (default) takes a free one, false turns it off. */
  readonly monitoringPort?: number | false;
  /** How often clients are asked for a sign of life: milliseconds or `5s`. Default 30 s. */
  readonly heartbeatInterval?: number | string;
  /** How long they have to answer. Default 10 s. */
  readonly heartbeatTimeout?: number | string;
  /** How many unanswered heartbeats are forgiven. Default 10. */
  readonly heartbeatFailures?: number;
  /** Limits of the store and of each channel; 0 stands for no limit. */
  readonly limits?: Partial<StoreLimits>;
  /** Flags of the real server, such as `['-hbi', '5s']`; the options above outrank them. */
  readonly args?: readonly string[];
  /** Time; a `virtualClock()`, one for each server, lets a test decide when it passes. */
  readonly clock?: Clock | VirtualClock;
  /** Randomness; `seededRandom(n)` makes names and choices repeatable. */
  readonly random?: Random;
  /** Gets the lines of the log, as the real server writes them. Default: they are dropped. */
  readonly log?: (line: string) => void;
}

/** A running server. */
export interface EmbeddedServer extends AsyncDisposable {
  /** Where clients connect: `nats://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** Where the monitoring is: `http://127.0.0.1:PORT`; undefined when it is off. */
  readonly monitoringUrl: string | undefined;
  readonly clusterId: string;
  readonly clock: Clock;
  /**
   * Lets time pass on a virtual clock: from timer to timer, each time waiting until every live
   * client has done what it had to, so that no healthy client misses a heartbeat.
   * @param duration milliseconds, or a text such as `30s`
   * @throws Error when the clock is the machine's
   */
  advance(duration: number | string): Promise<void>;
  /** Closes all connections and ports and forgets everything. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a NATS Streaming server in this process.
 * @throws SettingsError, FlagError when an option makes no sense; ListenError when the port is taken
 */
export async function startServer(options: StartServerOptions = {}): Promise<EmbeddedServer> {
  const settings = settingsOf(options);
  const clock = options.clock ?? systemClock();
  const random = options.random ?? systemRandom();
  const facts = processFacts();
  const { nats: natsLog, streaming: streamingLog } = createLogs(
    settings,
    options.log,
    facts.pid,
    clock,
  );
  const natsId = `N${randomBase32(random, 55)}`;
  const startTime = { wallNs: clock.wallNs(), clockMs: clock.nowMs() };

  const limits = defaultBrokerLimits;
  const info = {
    server_id: natsId,
    server_name: natsId,
    version: NATS_VERSION,
    proto: 1 as const,
    go: facts.runtime,
    host: settings.host,
    max_payload: limits.payloadBytesMax,
  };
  const broker = new Broker({ clock, random, log: natsLog, limits, info });
  const store = new MemoryStore(settings.limits, clock, streamingLog);
  const streaming = new StreamingServer({
    broker,
    store,
    log: streamingLog,
    clusterId: settings.clusterId,
    heartbeats: settings.heartbeats,
  });
  const monitoring =
    settings.monitoringPort === undefined
      ? undefined
      : createMonitoringServer((request) => respond(streaming.state, facts, startTime, request));

  // Clients first: a probe that finds the monitoring must find the server too.
  const listener = await TcpListener.listen(settings.host, settings.port, clock, (transport) =>
    broker.accept(transport),
  );
  broker.port = listener.port;
  let monitoringPort: number | undefined;
  if (monitoring) {
    try {
      monitoringPort = await listenOn(monitoring, settings.host, settings.monitoringPort ?? 0);
    } catch (error) {
      await listener.close();
      throw error;
    }
  }
  logStart({
    settings,
    natsLog,
    streamingLog,
    state: streaming.state,
    facts,
    natsId,
    port: listener.port,
    monitoringPort,
  });

  const urlHost = isWildcard(settings.host) ? '127.0.0.1' : settings.host;
  const inUrl = urlHost.includes(':') ? `[${urlHost}]` : urlHost;
  const settler = new Settler(broker, clock, () => streaming.state.turn.isBusy);
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    streamingLog.notice('Shutting down.');
    // First what is under way: its publishers get their acks.
    broker.close();
    streaming.close();
    monitoring?.closeAllConnections();
    await Promise.all([
      listener.close(),
      monitoring && new Promise((resolve) => monitoring.close(resolve)),
    ]);
    natsLog.notice('Server Exiting..');
  };
  const server: EmbeddedServer = {
    url: `nats://${inUrl}:${listener.port}`,
    port: listener.port,
    monitoringUrl: monitoringPort === undefined ? undefined : `http://${inUrl}:${monitoringPort}`,
    clusterId: settings.clusterId,
    clock,
    advance: (duration) => settler.advance(toMilliseconds(duration)),
    stop: () => (stopping ??= stop()),
    [Symbol.asyncDispose]: () => server.stop(),
  };
  return server;
}

function settingsOf(options: StartServerOptions): ServerSettings {
  const forTests = { ...defaultSettings, host: '127.0.0.1', port: 0, monitoringPort: 0 };
  const base = settingsFromFlags(options.args ?? [], forTests);
  const { heartbeats } = base;
  const { monitoringPort = base.monitoringPort } = options;
  return checkSettings({
    ...base,
    clusterId: options.clusterId ?? base.clusterId,
    host: options.host ?? base.host,
    port: options.port ?? base.port,
    monitoringPort: monitoringPort === false ? undefined : monitoringPort,
    heartbeats: {
      intervalMs: toMilliseconds(options.heartbeatInterval ?? heartbeats.intervalMs),
      timeoutMs: toMilliseconds(options.heartbeatTimeout ?? heartbeats.timeoutMs),
      failuresMax: options.heartbeatFailures ?? heartbeats.failuresMax,
    },
    limits: { ...base.limits, ...options.limits },
  });
}

function createLogs(
  settings: ServerSettings,
  write: ((line: string) => void) | undefined,
  pid: number,
  clock: Clock,
): { nats: Log; streaming: Log } {
  const { log } = settings;
  const writeLine = (level: LogLevel, line: string): void => {
    if (!write) return;
    write(formatLogLine(pid, log.timestamps ? clock.wallNs() : undefined, level, line));
  };
  const heard = write !== undefined;
  return {
    nats: createLog(writeLine, { debug: heard && log.natsDebug, trace: heard && log.natsTrace }),
    streaming: createLog(
      writeLine,
      { debug: heard && log.streamingDebug, trace: heard && log.streamingTrace },
      'STREAM: ',
    ),
  };
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '';
}
