import type { Clock } from '../base/clock';
import type { Log } from '../base/log';
import { randomBase32, type Random } from '../base/random';
import { NATS_VERSION } from '../protocol/versions';
import { Broker } from './broker/broker';
import { defaultBrokerLimits, type BrokerLimits } from './broker/limits';
import type { Decorations } from './decorations';
import type { ServerSettings } from './settings';
import type { Store } from './stores/store';
import { StreamingServer } from './streaming/streaming-server';

/** What every life of a server has in common. */
export interface LifeParts {
  readonly settings: ServerSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly natsLog: Log;
  readonly streamingLog: Log;
  /** What this program runs on, as clients and monitoring are told. */
  readonly runtime: string;
  readonly connectionLimits: Partial<BrokerLimits>;
  readonly decorate: Decorations;
}

/** A server from a start to its end; what comes after a restart is another one. */
export interface ServerLife {
  readonly natsId: string;
  readonly startTime: { readonly wallNs: bigint; readonly clockMs: number };
  readonly broker: Broker;
  readonly streaming: StreamingServer;
  readonly store: Store;
  /** Ends it; what is under way is done first. Its store stays as it is. */
  end(): void;
}

/** Starts a server that goes on with what the store has. Ports are not its business. */
export function startLife(parts: LifeParts, store: Store, serverId: string): ServerLife {
  const { settings, clock, decorate } = parts;
  const broker = createBroker(parts);
  const streaming = new StreamingServer({
    nats: decorate.nats?.(broker) ?? broker,
    store: decorate.store?.(store) ?? store,
    log: parts.streamingLog,
    clusterId: settings.clusterId,
    discoverPrefix: settings.discoverPrefix,
    heartbeats: settings.heartbeats,
    serverId,
  });
  streaming.start();
  return {
    natsId: broker.info.server_id,
    startTime: { wallNs: clock.wallNs(), clockMs: clock.nowMs() },
    broker,
    streaming,
    store,
    end: () => {
      // First what is under way: its publishers get their acks.
      broker.close();
      streaming.close();
    },
  };
}

/** Core NATS, with nobody on it yet. */
export function createBroker(parts: LifeParts): Broker {
  const { settings, clock, random } = parts;
  const natsId = `N${randomBase32(random, 55)}`;
  const { tls } = settings;
  const limits = {
    ...defaultBrokerLimits,
    ...settings.connectionLimits,
    ...(tls && { tlsTimeoutMs: tls.timeoutMs }),
    ...parts.connectionLimits,
  };
  return new Broker({
    clock,
    random,
    log: parts.natsLog,
    limits,
    info: {
      server_id: natsId,
      server_name: settings.serverName ?? natsId,
      version: NATS_VERSION,
      proto: 1,
      go: parts.runtime,
      host: settings.host,
      max_payload: limits.payloadBytesMax,
    },
    auth: settings.auth,
    tls,
  });
}
