import { hasWildcard, isSubscribable } from '../protocol/nats/subject';
import { DISCOVER_PREFIX } from '../protocol/streaming/subjects';
import { authRefusal, type AuthSettings } from './broker/authorization';
import type { BrokerLimits } from './broker/limits';
import { isChannelPattern } from './stores/channel-pattern';
import type { StoreLimits } from './stores/store';
import type { HeartbeatOptions } from './streaming/heartbeats';

export type { AuthSettings, StoreLimits };

/** Everything that decides how a server behaves, checked. */
export interface ServerSettings {
  readonly clusterId: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** 0 takes a free one, undefined means no monitoring. */
  readonly monitoringPort: number | undefined;
  /** The same over HTTPS, with the certificate of `tls`; the server has one of the two at most. */
  readonly monitoringTlsPort?: number;
  readonly heartbeats: HeartbeatOptions;
  readonly limits: StoreLimits;
  readonly log: LogSettings;
  /** Who may connect; left out, everybody. */
  readonly auth?: AuthSettings;
  /** URL of the NATS server to stand on; left out, the server has one of its own. */
  readonly natsServer?: string;
  /** How clients have to speak TLS; left out, they speak in the clear. */
  readonly tls?: TlsSettings;
  /** What the real server has for its connection to itself, which is tried out at the start; left out, it is not. */
  readonly ownTls?: OwnTlsSettings;
  /** Kind of store, in capitals: MEMORY or FILE. */
  readonly storeType: string;
  /** Where a FILE store is; a MEMORY store only mentions it in the log. */
  readonly storeFolder?: string;
  /** Whether a FILE store waits for the disk before it acknowledges; left out, it does. */
  readonly fileSync?: boolean;
  /** Where monitoring listens; left out, where clients do. */
  readonly monitoringHost?: string;
  /** How `INFO` and monitoring call the server; left out, by its ID. */
  readonly serverName?: string;
  /** Before the cluster ID in the subject of connect requests. */
  readonly discoverPrefix?: string;
  /** Limits of core NATS for connections, where they are not the defaults. */
  readonly connectionLimits?: Partial<BrokerLimits>;
  /** What the log is to mention of the configuration file, line by line. */
  readonly remarks?: readonly string[];
}

/** Names of PEM files, and what is asked of clients. */
export interface TlsSettings {
  readonly certFile: string;
  readonly keyFile: string;
  /** Of those who may sign certificates of clients. */
  readonly caFile?: string;
  /** Whether clients have to show a certificate. */
  readonly verify: boolean;
  /** How long a handshake may take. */
  readonly timeoutMs: number;
}

/** With what the streaming part of the real server connects to its NATS server. Names of PEM files. */
export interface OwnTlsSettings {
  /** Insists on TLS. */
  readonly secure?: boolean;
  /** What it shows. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Whom it trusts. */
  readonly caFile?: string;
  /** Trusts anybody. */
  readonly insecure?: boolean;
  /** The name that it expects; left out, that of the address. */
  readonly serverName?: string;
}

/** The limits of a store that are numbers. */
export type StoreLimit = Exclude<keyof StoreLimits, 'channels'>;

/**
 * Whether clients would have to show a bcrypt hash: the real server reads it as the hash of a
 * password that its own connections then do not know, and ends.
 */
export function wantsHashedSecret({ user = '', pass, token, users }: AuthSettings = {}): boolean {
  const isHashed = users?.some((one) => isBcrypt(one.pass)) ?? false;
  return isHashed || isBcrypt(token) || (user !== '' && isBcrypt(pass));
}

function isBcrypt(secret: string | undefined): boolean {
  return secret?.startsWith('$2a$') ?? false;
}

/** What the log holds. */
export interface LogSettings {
  /** Lines of NATS Streaming. */
  readonly streamingDebug: boolean;
  readonly streamingTrace: boolean;
  /** Lines of core NATS. */
  readonly natsDebug: boolean;
  readonly natsTrace: boolean;
  readonly timestamps: boolean;
}

/** The defaults of the real server. */
export const defaultSettings: ServerSettings = {
  clusterId: 'test-cluster',
  host: '0.0.0.0',
  port: 4222,
  monitoringPort: undefined,
  heartbeats: { intervalMs: 30_000, timeoutMs: 10_000, failuresMax: 10 },
  limits: {
    channelsMax: 100,
    subscriptionsMax: 1000,
    msgsMax: 1_000_000,
    bytesMax: 1_024_000_000,
    ageMsMax: 0,
    inactivityMsMax: 0,
  },
  log: {
    streamingDebug: false,
    streamingTrace: false,
    natsDebug: false,
    natsTrace: false,
    timestamps: true,
  },
  storeType: 'MEMORY',
};

/** A setting that cannot be. The message names it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** The highest port there is. */
export const PORT_MAX = 65_535;

/** For messages, with the flag that sets each. */
const LIMIT_NAMES: Readonly<Record<StoreLimit, string>> = {
  channelsMax: 'limit of channels (-mc)',
  subscriptionsMax: 'limit of subscriptions per channel (-msu)',
  msgsMax: 'limit of messages per channel (-mm)',
  bytesMax: 'limit of bytes per channel (-mb)',
  ageMsMax: 'limit of the age of messages (-ma)',
  inactivityMsMax: 'limit of inactivity (-mi)',
};

/**
 * Refuses what could not work.
 * @throws SettingsError
 */
export function checkSettings(settings: ServerSettings): ServerSettings {
  const { clusterId, heartbeats, limits, storeType } = settings;
  if (storeType !== 'MEMORY' && storeType !== 'FILE') {
    throw new SettingsError(`unsupported store type (-st): ${storeType}; it is MEMORY or FILE`);
  }
  if (storeType === 'FILE' && !settings.storeFolder) {
    throw new SettingsError('a FILE store (-st FILE) needs a folder: say which one with -dir');
  }
  // It becomes part of a subject.
  if (!isSubscribable(clusterId) || hasWildcard(clusterId) || /\s/.test(clusterId)) {
    throw new SettingsError(
      `invalid cluster ID '${clusterId}': it must not be empty or hold spaces, wildcards or empty tokens`,
    );
  }
  const { discoverPrefix = DISCOVER_PREFIX } = settings;
  if (!isSubscribable(discoverPrefix) || hasWildcard(discoverPrefix) || /\s/.test(discoverPrefix)) {
    throw new SettingsError(
      `invalid discover_prefix '${discoverPrefix}': it must not be empty or hold spaces, wildcards or empty tokens`,
    );
  }
  if (wantsHashedSecret(settings.auth)) {
    throw new SettingsError(
      'a bcrypt hash cannot be a password (-pass) or token (-auth): nats-streaming-server 0.17.0 ' +
        'does not start with one either; give the password itself',
    );
  }
  const refusal = authRefusal(settings.auth);
  if (refusal !== undefined) throw new SettingsError(refusal);
  checkPort('port (-p)', settings.port);
  if (settings.monitoringPort !== undefined) {
    checkPort('monitoring port (-m)', settings.monitoringPort);
    if (settings.monitoringPort === settings.port && settings.port !== 0) {
      throw new SettingsError(
        `port (-p) and monitoring port (-m) are both ${settings.port}: choose another for one of them`,
      );
    }
  }
  checkMonitoringTls(settings);
  checkPositive('heartbeat interval (-hbi)', heartbeats.intervalMs);
  checkPositive('heartbeat timeout (-hbt)', heartbeats.timeoutMs);
  checkNotNegative('number of failed heartbeats (-hbf)', heartbeats.failuresMax);
  for (const [key, name] of Object.entries(LIMIT_NAMES)) {
    checkNotNegative(name, limits[key as StoreLimit]);
  }
  for (const pattern of Object.keys(limits.channels ?? {})) {
    if (!isChannelPattern(pattern)) {
      throw new SettingsError(
        `limits for '${pattern}': it is no name of a channel or pattern of names`,
      );
    }
  }
  return settings;
}

function checkMonitoringTls({
  port,
  monitoringPort,
  monitoringTlsPort,
  tls,
}: ServerSettings): void {
  if (monitoringTlsPort === undefined) return;
  checkPort('HTTPS monitoring port (-ms)', monitoringTlsPort);
  if (monitoringPort !== undefined) {
    throw new SettingsError(
      'monitoring is over HTTP (-m) or over HTTPS (-ms): give one of the two ports',
    );
  }
  if (monitoringTlsPort === port && port !== 0) {
    throw new SettingsError(
      `port (-p) and HTTPS monitoring port (-ms) are both ${port}: choose another for one of them`,
    );
  }
  if (!tls) {
    throw new SettingsError(
      'HTTPS monitoring (-ms) needs a certificate and its key: give -tlscert and -tlskey',
    );
  }
}

function checkPort(name: string, port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > PORT_MAX) {
    throw new SettingsError(
      `invalid ${name} ${port}: it must be from 0 (a free one) to ${PORT_MAX}`,
    );
  }
}

function checkPositive(name: string, durationMs: number): void {
  if (!(durationMs > 0)) {
    throw new SettingsError(`invalid ${name} of ${durationMs} ms: it must be more than 0`);
  }
}

function checkNotNegative(name: string, value: number): void {
  if (!(value >= 0) || !Number.isFinite(value)) {
    throw new SettingsError(`invalid ${name} of ${value}: it must be 0 or more`);
  }
}
