import type { Clock } from '../base/clock';
import { toMilliseconds } from '../base/duration';
import type { Random } from '../base/random';
import type { VirtualClock } from '../base/virtual-clock';
import { defaultBrokerLimits, type BrokerLimits } from './broker/limits';
import { settingsFromFlags } from './flags/flags';
import {
  checkSettings,
  defaultSettings,
  type AuthSettings,
  type ServerSettings,
  type StoreLimits,
  type TlsSettings,
} from './settings';

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

/**
 * What the options come to.
 * @throws SettingsError, FlagError
 */
export function settingsOf(options: StartServerOptions): ServerSettings {
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
