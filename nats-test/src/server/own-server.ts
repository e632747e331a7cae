import type { Clock } from '../base/clock';
import { toMilliseconds } from '../base/duration';
import type { ProcessFacts } from '../base/process-facts';
import { randomId } from '../base/random';
import { Serial } from '../base/serial';
import { FaultError } from './faults/fault';
import { ServerFaults } from './faults/faults';
import { MonitoringPort } from './monitoring-port';
import { createPages, type Pages } from './monitoring/pages';
import { ownConnectionRefusal } from './net/own-connection';
import { TcpListener } from './net/tcp-listener';
import type { LoadedTls } from './net/tls-files';
import { createSecurity } from './net/tls-transport';
import { openStore, reopenStore } from './open-store';
import { readTls } from './read-tls';
import { StartError, type Door, type ServerWithDoors } from './running-server';
import { startLife, type LifeParts, type ServerLife } from './server-life';
import { Settler } from './settle';
import {
  logListenFailure,
  logListening,
  logMonitoring,
  logNatsStart,
  logReady,
  logStreamingStart,
  sayingWhyNot,
} from './start-log';
import { inUrl } from './url-host';

/** What a server is made from that has a NATS server of its own. */
export interface OwnServerParts extends LifeParts {
  readonly facts: ProcessFacts;
  /** The clock without decorations, which `advance` moves. */
  readonly callersClock: Clock;
}

/** A server with a NATS server of its own: one life after the other behind ports that stay open. */
export class OwnServer implements ServerWithDoors {
  readonly faults: ServerFaults;

  private readonly parts: OwnServerParts;
  private readonly tls: LoadedTls | undefined;
  private readonly settler: Settler;
  private life: ServerLife;
  private pages: Pages;
  private readonly monitoring: MonitoringPort;
  private listener: TcpListener | undefined;
  private readonly doors = new Set<TcpListener>();
  private stopping: Promise<void> | undefined;
  /** A stop waits for a restart that is under way. */
  private readonly changes = new Serial();

  private constructor(parts: OwnServerParts, life: ServerLife, tls: LoadedTls | undefined) {
    this.parts = parts;
    this.life = life;
    this.tls = tls;
    this.monitoring = new MonitoringPort(parts.settings);
    this.pages = this.pagesOf(life);
    this.faults = new ServerFaults(life.streaming.state, {
      restart: (keepStore) => this.changes.run(() => this.restart(keepStore)),
      onFreeze: (connection) => {
        this.settler.giveUp(connection);
      },
    });
    this.settler = new Settler(
      parts.callersClock,
      () => [...this.life.broker.connections].filter((it) => !this.faults.isFrozen(it)),
      () => this.life.streaming.state.turn.isBusy,
    );
  }

  /**
   * Opens store and ports, in the order of the real server.
   * @param beforeListening called when the log has begun and no port is open yet
   * @throws StoreError, ListenError, StartError, SettingsError
   */
  static async start(parts: OwnServerParts, beforeListening?: () => void): Promise<OwnServer> {
    const { settings } = parts;
    const tls = settings.tls && readTls(settings.tls);
    const serverId = logBegin(parts);
    const life = await sayingWhyNot(parts.streamingLog, () => firstLife(parts, serverId));
    const server = new OwnServer(parts, life, tls);
    const { natsLog } = parts;
    try {
      logNatsStart(natsLog, settings, parts.facts);
      beforeListening?.();
      // Monitoring first, as in the real server. Nobody is answered before this turn is over, so that
      // a probe which finds the monitoring finds the server too.
      await server.monitoring.open(
        (request) => server.pages(request),
        tls,
        (reason) => {
          natsLog.fatal(`Can't start monitoring: ${reason}`);
        },
      );
      server.logMonitoring();
      server.listener = await server.listen();
      life.store.begin();
    } catch (error) {
      life.end();
      life.store.abandon();
      await server.monitoring.close();
      throw error;
    }
    server.logListening();
    await server.tryOwnConnection();
    server.logReady();
    return server;
  }

  get url(): string {
    return `nats://${inUrl(this.parts.settings.host)}:${this.port}`;
  }

  get port(): number {
    return this.listener?.port ?? 0;
  }

  get monitoringUrl(): string | undefined {
    return this.monitoring.url;
  }

  get clusterId(): string {
    return this.parts.settings.clusterId;
  }

  get clock(): Clock {
    return this.parts.callersClock;
  }

  advance(duration: number | string): Promise<void> {
    return this.settler.advance(toMilliseconds(duration));
  }

  async openDoor(): Promise<Door> {
    const door = await this.openListener(0);
    this.doors.add(door);
    return {
      url: `nats://${inUrl(this.parts.settings.host)}:${door.port}`,
      shut: () => {
        this.doors.delete(door);
        return door.close();
      },
    };
  }

  stop(): Promise<void> {
    return (this.stopping ??= this.changes.run(() => this.end()));
  }

  abort(): Promise<void> {
    for (const it of this.listeners) it.refuseAll();
    return this.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  private async restart(keepStore: boolean): Promise<void> {
    if (this.stopping) {
      throw new FaultError('the server has been stopped: start another one with startServer()');
    }
    const { parts } = this;
    const { settings, clock, streamingLog, natsLog, facts } = parts;
    this.faults.end();
    this.life.end();
    // The ports stay open, so that nobody else can take them and clients may come back at once.
    for (const it of this.listeners) it.refuseAll();
    this.monitoring.cutAll();
    const store = await reopenStore(this.life.store, keepStore, settings, clock, streamingLog);
    this.life = startLife(parts, store, logBegin(parts));
    store.begin();
    this.life.broker.port = this.port;
    this.pages = this.pagesOf(this.life);
    for (const it of this.listeners) it.acceptAgain();
    this.faults.goOnWith(this.life.streaming.state);
    logNatsStart(natsLog, settings, facts);
    this.logMonitoring();
    this.logListening();
    this.logReady();
    // What has come back and is due is redelivered by then.
    await new Promise<void>((resolve) => {
      clock.atEndOfTurn(resolve);
    });
  }

  private async end(): Promise<void> {
    const { natsLog, streamingLog } = this.parts;
    streamingLog.notice('Shutting down.');
    natsLog.notice('Initiating Shutdown...');
    this.faults.end();
    this.life.end();
    this.life.store.close();
    await Promise.all([...this.listeners.map((it) => it.close()), this.monitoring.close()]);
    natsLog.notice('Server Exiting..');
  }

  private get listeners(): TcpListener[] {
    return [...(this.listener ? [this.listener] : []), ...this.doors];
  }

  private openListener(port: number): Promise<TcpListener> {
    const { settings, clock } = this.parts;
    return TcpListener.listen(
      settings.host,
      port,
      clock,
      (transport) => this.life.broker.accept(transport),
      this.tls && createSecurity(this.tls),
    );
  }

  private async listen(): Promise<TcpListener> {
    const { settings, natsLog } = this.parts;
    const { host, port } = settings;
    try {
      const listener = await this.openListener(port);
      this.life.broker.port = listener.port;
      return listener;
    } catch (error) {
      logListenFailure(natsLog, host, port, error);
      throw error;
    }
  }

  /** The real server is a client of its own, and ends when it cannot connect. */
  private async tryOwnConnection(): Promise<void> {
    const { settings, clock, streamingLog } = this.parts;
    const { host, ownTls } = settings;
    if (!ownTls) return;
    const refusal = await ownConnectionRefusal(ownTls, { host, tls: this.tls }, clock.wallNs());
    if (refusal === undefined) return;
    await this.stop();
    streamingLog.fatal(`Failed to start: ${refusal}`);
    throw new StartError(
      `nats-streaming-server 0.17.0 could not connect to itself with these flags (${refusal}): ` +
        'see to -tls_client_cacert, -tls_client_cert and -tls_client_key',
    );
  }

  private pagesOf({ broker, streaming, startTime }: ServerLife): Pages {
    const { facts } = this.parts;
    return createPages({ broker, state: streaming.state, facts, startTime, http: this.monitoring });
  }

  private logMonitoring(): void {
    const { url, isTls, host, port } = this.monitoring;
    if (url === undefined) return;
    logMonitoring(this.parts.natsLog, isTls ? 'https' : 'http', host, port);
  }

  private logListening(): void {
    const { natsLog, settings, facts } = this.parts;
    const { natsId } = this.life;
    logListening(natsLog, settings.host, this.port, this.tls !== undefined, natsId, facts);
  }

  private logReady(): void {
    logReady(this.parts.streamingLog, this.parts.settings, this.life.streaming.state);
  }
}

/** Begins the log of a life. @returns its server ID */
function logBegin({ settings, random, streamingLog, facts }: OwnServerParts): string {
  const serverId = randomId(random);
  logStreamingStart(streamingLog, settings, serverId, facts);
  return serverId;
}

async function firstLife(parts: OwnServerParts, serverId: string): Promise<ServerLife> {
  const { settings, clock, streamingLog } = parts;
  const store = await openStore(settings, clock, streamingLog);
  try {
    return startLife(parts, store, serverId);
  } catch (error) {
    store.abandon();
    throw error;
  }
}
