import type { Clock } from '../base/clock';
import type { ProcessFacts } from '../base/process-facts';
import { randomId } from '../base/random';
import { Serial } from '../base/serial';
import type { LoneServer } from './running-server';
import { ExternalNats, NatsConnectError, type ExternalTls } from './external/external-nats';
import { NatsUrlError, readNatsUrls, type NatsAddress } from './external/nats-url';
import { FaultError } from './faults/fault';
import { ServerFaults } from './faults/faults';
import { MonitoringPort } from './monitoring-port';
import { createPages, type Pages } from './monitoring/pages';
import { openStore, reopenStore } from './open-store';
import { readTls } from './read-tls';
import { createBroker, type LifeParts } from './server-life';
import { SettingsError, type OwnTlsSettings } from './settings';
import {
  logRecovery,
  logServing,
  logStartFailure,
  logStreamingStart,
  sayingWhyNot,
} from './start-log';
import type { Store } from './stores/store';
import { connectionNames } from './streaming/state';
import { StreamingServer } from './streaming/streaming-server';

/** The NATS server that a server is to stand on can't be used. The message names it, and says why. */
export class NatsServerError extends Error {
  override readonly name = 'NatsServerError';
}

interface ExternalServerParts extends LifeParts {
  /** URL of the NATS server, or several. */
  readonly natsServer: string;
  /** The clock without decorations. */
  readonly callersClock: Clock;
  readonly facts: ProcessFacts;
}

/** A server from a start to its end. */
interface ExternalLife {
  readonly nats: ExternalNats;
  readonly streaming: StreamingServer;
  readonly store: Store;
  readonly pages: Pages;
}

/**
 * Starts a streaming server that serves on a NATS server which is there already. It opens no port but
 * that of its monitoring.
 * @throws NatsServerError, StoreError; ListenError when the monitoring port is taken; StartError when
 *   there can be no monitoring as the settings want it; SettingsError when the clock is a virtual one,
 *   or files of TLS cannot be used
 */
export async function runOnExternalNats(parts: ExternalServerParts): Promise<LoneServer> {
  const { settings, clock, callersClock, streamingLog: log, natsServer } = parts;
  if ('moveTo' in callersClock) {
    throw new SettingsError(
      'a virtual clock cannot go with natsServer (-ns), for that NATS server lives in real time: ' +
        'leave one of them out',
    );
  }
  const tls = settings.tls && readTls(settings.tls);
  const monitoring = new MonitoringPort(settings);
  let life = await begin(parts, () => openStore(settings, clock, log), monitoring);
  try {
    await monitoring.open(
      (request) => life.pages(request),
      tls,
      (reason) => {
        logStartFailure(log, reason);
      },
    );
    await join(parts, life);
  } catch (error) {
    await monitoring.close();
    await end(life);
    life.store.abandon();
    throw error;
  }

  let stopping: Promise<void> | undefined;
  // A stop waits for a restart that is under way.
  const changes = new Serial();
  const restart = async (keepStore: boolean): Promise<void> => {
    if (stopping) {
      throw new FaultError('the server has been stopped: start another one with startServer()');
    }
    const { store } = life;
    faults.end();
    await end(life);
    monitoring.cutAll();
    life = await begin(
      parts,
      () => reopenStore(store, keepStore, settings, clock, log),
      monitoring,
    );
    faults.goOnWith(life.streaming.state);
    await join(parts, life);
    // What has come back and is due is redelivered by then.
    await new Promise<void>((resolve) => {
      clock.atEndOfTurn(resolve);
    });
  };
  const faults = new ServerFaults(life.streaming.state, {
    restart: (keepStore) => changes.run(() => restart(keepStore)),
    onFreeze: () => undefined,
  });
  const stop = async (): Promise<void> => {
    log.notice('Shutting down.');
    faults.end();
    await end(life);
    life.store.close();
    await monitoring.close();
  };
  const { url, port } = firstOf(natsServer);
  const server: LoneServer = {
    url,
    port,
    monitoringUrl: monitoring.url,
    clusterId: settings.clusterId,
    clock: callersClock,
    faults,
    advance: () =>
      Promise.reject(
        new Error(
          'only a virtual clock can be advanced, and a server with natsServer (-ns) has none: wait',
        ),
      ),
    stop: () => (stopping ??= changes.run(stop)),
    abort: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
  return server;
}

/** Opens the store, connects, and brings back what the store has. Nobody is served yet. */
async function begin(
  parts: ExternalServerParts,
  open: () => Promise<Store>,
  http: MonitoringPort,
): Promise<ExternalLife> {
  const { settings, clock, random, streamingLog: log, facts, decorate } = parts;
  const serverId = randomId(random);
  logStreamingStart(log, settings, serverId, facts);
  const startTime = { wallNs: clock.wallNs(), clockMs: clock.nowMs() };
  const store = await sayingWhyNot(log, open);
  let nats: ExternalNats | undefined;
  try {
    const opened = (nats = await connect(parts));
    const streaming = await sayingWhyNot(log, () => {
      const { clusterId, discoverPrefix, heartbeats } = settings;
      return new StreamingServer({
        nats: decorate.nats?.(opened) ?? opened,
        store: decorate.store?.(store) ?? store,
        log,
        clusterId,
        discoverPrefix,
        heartbeats,
        serverId,
      });
    });
    // The pages of core NATS are those of a server that nobody is on: so does the real one.
    const broker = createBroker(parts);
    broker.port = settings.port;
    const pages = createPages({ broker, state: streaming.state, facts, startTime, http });
    return { nats, streaming, store, pages };
  } catch (error) {
    await nats?.close();
    store.abandon();
    throw error;
  }
}

async function connect({
  settings,
  clock,
  random,
  streamingLog: log,
  natsServer,
}: ExternalServerParts): Promise<ExternalNats> {
  const { clusterId, auth } = settings;
  try {
    return await ExternalNats.connect({
      url: natsServer,
      ...(auth === undefined ? {} : { auth }),
      ...tlsOf(settings.ownTls),
      names: Object.values(connectionNames(clusterId)),
      clock,
      random,
      log,
    });
  } catch (error) {
    if (!(error instanceof NatsUrlError) && !(error instanceof NatsConnectError)) throw error;
    logStartFailure(log, error.message);
    throw new NatsServerError(explain(natsServer, error), { cause: error });
  }
}

/** With what it shows itself there; without a word the NATS server decides whether TLS is spoken. */
function tlsOf({ secure = false, certFile, keyFile, caFile }: OwnTlsSettings = {}): {
  readonly tls?: ExternalTls;
} {
  if (!secure && certFile === undefined && caFile === undefined) return {};
  return {
    tls: {
      ...(certFile !== undefined && { certFile }),
      ...(keyFile !== undefined && { keyFile }),
      ...(caFile !== undefined && { caFile }),
    },
  };
}

/** Serves from now on, unless somebody else does under the same cluster ID. */
async function join(
  { settings, streamingLog: log, natsServer }: ExternalServerParts,
  { streaming }: ExternalLife,
): Promise<void> {
  logRecovery(log, streaming.state);
  const refusal = await streaming.join();
  if (refusal !== undefined) {
    logStartFailure(log, refusal);
    throw new NatsServerError(
      `${shown(natsServer)}: ${refusal}; choose another cluster ID (-cid), or stop the other server`,
    );
  }
  logServing(log, settings, streaming.state);
}

/** First what is under way: its publishers get their acks. */
async function end({ nats, streaming }: ExternalLife): Promise<void> {
  nats.endLastTurn();
  streaming.close();
  await nats.close();
}

function explain(natsServer: string, error: NatsUrlError | NatsConnectError): string {
  if (error instanceof NatsUrlError) {
    return `natsServer (-ns) is no URL of a NATS server: ${error.message}; it is like nats://127.0.0.1:4222`;
  }
  return (
    `cannot use the NATS server ${shown(natsServer)}: ${error.message}; ` +
    'see that it runs there and lets this user in'
  );
}

/** Without passwords. */
function shown(natsServer: string): string {
  return natsServer.replace(/[^/@,]*@/g, '[REDACTED]@');
}

/** Where clients find the NATS server: the first one, if there are several. */
function firstOf(natsServer: string): { readonly url: string; readonly port: number } {
  const [first = ''] = natsServer.split(',');
  const [address] = readNatsUrls(natsServer) as [NatsAddress, ...NatsAddress[]];
  const url = first.trim();
  return { url: url.includes('://') ? url : `nats://${url}`, port: address.port };
}
