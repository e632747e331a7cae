import { systemClock, type Clock } from '../base/clock';
import { toMilliseconds } from '../base/duration';
import { processFacts } from '../base/process-facts';
import { randomId, systemRandom, type Random } from '../base/random';
import type { VirtualClock } from '../base/virtual-clock';
import { defaultBrokerLimits, type BrokerLimits } from './broker/limits';
import { FaultError, type Fault } from './faults/fault';
import { ServerFaults, type Faults, type RestartOptions } from './faults/faults';
import type { MessageFacts, MessageFilter, Which } from './faults/filter';
import type { MessageFaults, RepeatOptions, TimesOption } from './faults/message-faults';
import { settingsFromFlags } from './flags/flags';
import { createMonitoringServer } from './monitoring/http-server';
import { createPages, type Pages } from './monitoring/pages';
import { runOnExternalNats } from './external-server';
import { openStore, reopenStore } from './open-store';
import {
  checkSettings,
  defaultSettings,
  SettingsError,
  type AuthSettings,
  type ServerSettings,
  type TlsSettings,
} from './settings';
import { Settler } from './settle';
import { startLife, type LifeParts, type ServerLife } from './server-life';
import { createServerLogs } from './server-logs';
import {
  logListenFailure,
  logListening,
  logMonitoring,
  logNatsStart,
  logReady,
  logStartFailure,
  logStreamingStart,
  monitoringRefusal,
} from './start-log';
import type { StoreLimits } from './settings';
import { StoreError } from './stores/store-error';
import { ownConnectionRefusal } from './net/own-connection';
import { listenOn, TcpListener } from './net/tcp-listener';
import { loadTls, TlsFileError, type LoadedTls } from './net/tls-files';
import { createSecurity } from './net/tls-transport';

export {
  FaultError,
  StoreError,
  type Fault,
  type Faults,
  type MessageFacts,
  type MessageFaults,
  type MessageFilter,
  type RepeatOptions,
  type RestartOptions,
  type TimesOption,
  type Which,
};

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
  /** Keeps everything in this folder, which is made when it is missing; without it, in memory. */
  readonly storeFolder?: string;
  /** User and password that clients must have; without a user everybody may connect. */
  readonly user?: string;
  readonly pass?: string;
  /** Token that clients must have; it outranks user and password. */
  readonly token?: string;
  /** Has clients speak TLS; left out, they speak in the clear. */
  readonly tls?: TlsOptions;
  /** Port for monitoring over HTTPS, with that certificate, instead of HTTP: 0 takes a free one. */
  readonly monitoringTlsPort?: number;
  /** Limits of core NATS for connections, such as `{ payloadBytesMax: 1000 }`. */
  readonly connectionLimits?: Partial<BrokerLimits>;
  /**
   * URL of a NATS server to stand on, such as `nats://127.0.0.1:4222`, or several with commas between
   * them: the server then opens no port for clients, who connect over there.
   */
  readonly natsServer?: string;
  /** Flags of the real server, such as `['-hbi', '5s']`; the options above outrank them. */
  readonly args?: readonly string[];
  /** Time; a `virtualClock()`, one for each server, lets a test decide when it passes. */
  readonly clock?: Clock | VirtualClock;
  /** Randomness; `seededRandom(n)` makes names and choices repeatable. */
  readonly random?: Random;
  /** Gets the lines of the log, as the real server writes them. Default: they are dropped. */
  readonly log?: (line: string) => void;
}

/** Names of PEM files, and what is asked of clients. */
export interface TlsOptions {
  /** The server's certificate; others that lead to its authority may follow it in the file. */
  readonly cert: string;
  /** Its key, without a passphrase. */
  readonly key: string;
  /** Authorities that sign certificates of clients. */
  readonly ca?: string;
  /** Whether clients have to show a certificate. Default false. */
  readonly verify?: boolean;
}

/** A running server. */
export interface EmbeddedServer extends AsyncDisposable {
  /**
   * Where clients connect: `nats://127.0.0.1:PORT`, also where they have to speak TLS; or the first of
   * `natsServer`.
   */
  readonly url: string;
  readonly port: number;
  /** Where the monitoring is: `http://127.0.0.1:PORT`, or `https:`; undefined when it is off. */
  readonly monitoringUrl: string | undefined;
  readonly clusterId: string;
  readonly clock: Clock;
  /** Faults of the network and of the server, for tests that want some. */
  readonly faults: Faults;
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

/** The server cannot start, as the real one could not. The message says why and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** A server that is alone in its process. */
export interface LoneServer extends EmbeddedServer {
  /**
   * Ends it at once, as a signal ends the real one: what its clients have asked in this moment is
   * answered no more.
   */
  abort(): Promise<void>;
}

/** How to start a server whose settings are known. */
export interface RunOptions extends Pick<
  StartServerOptions,
  'clock' | 'random' | 'log' | 'connectionLimits'
> {
  /** Called when the log has begun and no port is open yet; what it throws ends the start. */
  readonly beforeListening?: () => void;
}

/**
 * Starts a NATS Streaming server in this process.
 * @throws SettingsError, FlagError when an option makes no sense; ListenError when the port is taken;
 *   StoreError when the store cannot be used; StartError when flags of TLS are such that the real server
 *   could not connect to itself; NatsServerError when the NATS server of `natsServer` can't be used
 */
export async function startServer(options: StartServerOptions = {}): Promise<EmbeddedServer> {
  return runServer(settingsOf(options), options);
}

/**
 * Starts a server with settings that are taken as they are.
 * @throws ListenError when a port is taken or is none, StoreError when the store cannot be used, StartError
 *   when the real server would end; the log says so then, too. SettingsError when a file of TLS cannot be
 *   used
 */
export async function runServer(
  settings: ServerSettings,
  options: RunOptions,
): Promise<LoneServer> {
  const clock = options.clock ?? systemClock();
  const random = options.random ?? systemRandom();
  const facts = processFacts();
  const { nats: natsLog, streaming: streamingLog } = createServerLogs(
    settings.log,
    options.log,
    facts.pid,
    clock,
  );
  const tls = settings.tls && readTls(settings.tls);
  const parts: LifeParts = {
    settings,
    clock,
    random,
    natsLog,
    streamingLog,
    runtime: facts.runtime,
    connectionLimits: options.connectionLimits ?? {},
  };
  if (settings.natsServer !== undefined) {
    return runOnExternalNats({ ...parts, facts, natsServer: settings.natsServer });
  }
  let life = await firstLife(parts).catch((error: unknown) => {
    if (error instanceof StoreError) {
      logStreamingStart(streamingLog, settings, randomId(random), facts);
      logStartFailure(streamingLog, error.message);
    }
    throw error;
  });
  /** A port could not be opened: leaves nothing behind. */
  const giveUp = (error: unknown): never => {
    life.end();
    life.store.close();
    monitoring?.close();
    throw error;
  };
  const isHttps = settings.monitoringTlsPort !== undefined;
  const monitoringWanted = settings.monitoringTlsPort ?? settings.monitoringPort;
  const http = {
    host: settings.monitoringHost ?? settings.host,
    port: monitoringWanted ?? 0,
    isTls: isHttps,
  };
  const pagesOf = ({ broker, streaming, startTime }: ServerLife): Pages =>
    createPages({ broker, state: streaming.state, facts, startTime, http });
  let pages = pagesOf(life);
  const monitoring =
    monitoringWanted === undefined
      ? undefined
      : createMonitoringServer((request) => pages(request), isHttps ? tls : undefined);

  logStreamingStart(streamingLog, settings, life.streaming.state.serverId, facts);
  logNatsStart(natsLog, settings, facts);
  options.beforeListening?.();
  const { host } = settings;
  // Monitoring first, as in the real server. Nobody is answered before this turn is over, so that a
  // probe which finds the monitoring finds the server too.
  let monitoringPort: number | undefined;
  const noMonitoring = monitoringRefusal(settings);
  if (noMonitoring !== undefined) {
    natsLog.fatal(`Can't start monitoring: ${noMonitoring}`);
    throw new StartError(`no monitoring: ${noMonitoring}`);
  }
  const scheme = isHttps ? 'https' : 'http';
  if (monitoring) {
    const port = monitoringWanted ?? 0;
    try {
      monitoringPort = await listenOn(monitoring, http.host, port);
    } catch (error) {
      logListenFailure(natsLog, 'monitoring', http.host, port, error);
      return giveUp(error);
    }
    http.port = monitoringPort;
    logMonitoring(natsLog, scheme, http.host, monitoringPort);
  }
  let listener: TcpListener;
  try {
    listener = await TcpListener.listen(
      host,
      settings.port,
      clock,
      (transport) => life.broker.accept(transport),
      tls && createSecurity(tls),
    );
  } catch (error) {
    logListenFailure(natsLog, 'clients', host, settings.port, error);
    return giveUp(error);
  }
  life.broker.port = listener.port;
  logListening(natsLog, host, listener.port, tls !== undefined, life.natsId, facts);

  let stopping: Promise<void> | undefined;
  const restart = async (keepStore: boolean): Promise<void> => {
    if (stopping) {
      throw new FaultError('the server has been stopped: start another one with startServer()');
    }
    const { store } = life;
    faults.end();
    life.end();
    // The ports stay open, so that nobody else can take them and clients may come back at once.
    listener.refuseAll();
    monitoring?.closeAllConnections();
    life = startLife(parts, await reopenStore(store, keepStore, settings, clock, streamingLog));
    listener.acceptAgain();
    pages = pagesOf(life);
    life.broker.port = listener.port;
    faults.goOnWith(life.streaming.state);
    logStreamingStart(streamingLog, settings, life.streaming.state.serverId, facts);
    logNatsStart(natsLog, settings, facts);
    if (monitoringPort !== undefined) logMonitoring(natsLog, scheme, http.host, monitoringPort);
    logListening(natsLog, host, listener.port, tls !== undefined, life.natsId, facts);
    logReady(streamingLog, settings, life.streaming.state);
    // What has come back and is due is redelivered by then.
    await new Promise<void>((resolve) => {
      clock.atEndOfTurn(resolve);
    });
  };
  const faults = new ServerFaults(life.streaming.state, {
    restart,
    onFreeze: (connection) => {
      settler.giveUp(connection);
    },
  });
  const settler = new Settler(
    clock,
    () => [...life.broker.connections].filter((it) => !faults.isFrozen(it)),
    () => life.streaming.state.turn.isBusy,
  );
  const stop = async (): Promise<void> => {
    streamingLog.notice('Shutting down.');
    natsLog.notice('Initiating Shutdown...');
    faults.end();
    life.end();
    life.store.close();
    monitoring?.closeAllConnections();
    await Promise.all([
      listener.close(),
      monitoring && new Promise((resolve) => monitoring.close(resolve)),
    ]);
    natsLog.notice('Server Exiting..');
  };
  if (settings.ownTls) {
    const refusal = await ownConnectionRefusal(settings.ownTls, { host, tls }, clock.wallNs());
    if (refusal !== undefined) {
      await stop();
      streamingLog.fatal(`Failed to start: ${refusal}`);
      throw new StartError(
        `nats-streaming-server 0.17.0 could not connect to itself with these flags (${refusal}): ` +
          'see to -tls_client_cacert, -tls_client_cert and -tls_client_key',
      );
    }
  }
  logReady(streamingLog, settings, life.streaming.state);
  const server: LoneServer = {
    url: `nats://${inUrl(host)}:${listener.port}`,
    port: listener.port,
    monitoringUrl:
      monitoringPort === undefined
        ? undefined
        : `${scheme}://${inUrl(http.host)}:${monitoringPort}`,
    clusterId: settings.clusterId,
    clock,
    faults,
    advance: (duration) => settler.advance(toMilliseconds(duration)),
    stop: () => (stopping ??= stop()),
    abort: () => {
      listener.refuseAll();
      return server.stop();
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
  return server;
}

async function firstLife(parts: LifeParts): Promise<ServerLife> {
  const store = await openStore(parts.settings, parts.clock, parts.streamingLog);
  try {
    return startLife(parts, store);
  } catch (error) {
    store.close();
    throw error;
  }
}

function settingsOf(options: StartServerOptions): ServerSettings {
  const forTests = { ...defaultSettings, host: '127.0.0.1', port: 0, monitoringPort: 0 };
  const base = settingsFromFlags(options.args ?? [], forTests);
  const { heartbeats } = base;
  const { monitoringTlsPort = base.monitoringTlsPort } = options;
  // A free port for HTTP is what nobody has asked for.
  const isByDefault = monitoringTlsPort !== undefined && base.monitoringPort === 0;
  const { monitoringPort = isByDefault ? undefined : base.monitoringPort } = options;
  return checkSettings({
    ...base,
    clusterId: options.clusterId ?? base.clusterId,
    ...(options.storeFolder === undefined
      ? {}
      : { storeType: 'FILE', storeFolder: options.storeFolder }),
    host: options.host ?? base.host,
    port: options.port ?? base.port,
    monitoringPort: monitoringPort === false ? undefined : monitoringPort,
    heartbeats: {
      intervalMs: toMilliseconds(options.heartbeatInterval ?? heartbeats.intervalMs),
      timeoutMs: toMilliseconds(options.heartbeatTimeout ?? heartbeats.timeoutMs),
      failuresMax: options.heartbeatFailures ?? heartbeats.failuresMax,
    },
    limits: { ...base.limits, ...options.limits },
    ...natsServerOf(options, base),
    auth: authOf(options, base.auth),
    ...(monitoringTlsPort === undefined ? {} : { monitoringTlsPort }),
    ...(options.tls && { tls: tlsOf(options.tls) }),
  });
}

function tlsOf({ cert, key, ca, verify = false }: TlsOptions): TlsSettings {
  const timeoutMs = defaultBrokerLimits.tlsTimeoutMs;
  return {
    certFile: cert,
    keyFile: key,
    ...(ca !== undefined && { caFile: ca }),
    verify,
    timeoutMs,
  };
}

function readTls(settings: TlsSettings): LoadedTls {
  try {
    return loadTls(settings);
  } catch (error) {
    if (!(error instanceof TlsFileError)) throw error;
    throw new SettingsError(
      `the files of TLS cannot be used (${error.message}): name a certificate and its key in PEM files`,
      { cause: error },
    );
  }
}

/** Which NATS it stands on. */
function natsServerOf(
  { natsServer }: StartServerOptions,
  base: ServerSettings,
): Pick<ServerSettings, 'natsServer'> {
  const url = natsServer ?? base.natsServer;
  return url === undefined ? {} : { natsServer: url };
}

/** Who may connect. */
function authOf(options: StartServerOptions, base: AuthSettings = {}): AuthSettings {
  const { user = base.user, pass = base.pass, token = base.token } = options;
  return {
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
    ...(token === undefined ? {} : { token }),
    ...(base.users === undefined ? {} : { users: base.users }),
  };
}

function inUrl(host: string): string {
  const reachable = isWildcard(host) ? '127.0.0.1' : host;
  return reachable.includes(':') ? `[${reachable}]` : reachable;
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '';
}
