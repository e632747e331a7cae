import { formatDuration } from '../../base/duration';
import type { BrokerLimits } from '../broker/limits';
import type { ProcessFlags } from '../flags/server-flag';
import { defaultSettings, type LogSettings, type ServerSettings } from '../settings';
import { readAuthorization } from './authorization';
import { at, ConfigError, type Findings } from './config-error';
import type { ConfigItem, ConfigMap } from './config-value';
import { readListenAddress } from './listen-address';
import { refuse, REFUSED_CORE_KEYS } from './refused-keys';
import { readTls } from './tls';
import { byName, entriesOf, readDuration, want } from './want';

/** The settings of a file while it is read. */
export interface CoreDraft {
  settings: ServerSettings;
  process: ProcessFlags;
}

type CoreKey = (draft: CoreDraft, item: ConfigItem, key: string, findings: Findings) => void;

const INT32_MAX = 2 ** 31 - 1;
const LAME_DUCK_MS_MIN = 30_000;

const change =
  (apply: (settings: ServerSettings, item: ConfigItem, key: string) => ServerSettings): CoreKey =>
  (draft, item, key) => {
    draft.settings = apply(draft.settings, item, key);
  };

const log = (name: keyof LogSettings): CoreKey =>
  change((settings, item, key) => ({
    ...settings,
    log: { ...settings.log, [name]: want(key, item, 'bool') },
  }));

/** 0 stands for the default. */
const connectionLimit = (name: keyof BrokerLimits, value: number): CoreKey =>
  change((settings) => {
    const { [name]: _, ...others } = settings.connectionLimits ?? {};
    return {
      ...settings,
      connectionLimits: value === 0 ? others : { ...others, [name]: value },
    };
  });

const numberLimit =
  (name: keyof BrokerLimits, unit = 1): CoreKey =>
  (draft, item, key, findings) => {
    const value = want(key, item, 'int64') * unit;
    if (value < 0) throw new ConfigError(`${key} of ${value}: here it must be 0 or more`);
    connectionLimit(name, value)(draft, item, key, findings);
  };

const sizeLimit =
  (name: keyof BrokerLimits): CoreKey =>
  (draft, item, key, findings) => {
    if (want(key, item, 'int64') > INT32_MAX) throw new ConfigError(`${key} value is too big`);
    numberLimit(name)(draft, item, key, findings);
  };

const ofProcess = (name: keyof ProcessFlags, kind: 'string' | 'int64'): CoreKey => {
  return (draft, item, key) => {
    draft.process = { ...draft.process, [name]: want(key, item, kind) };
  };
};

/** Of no effect here. */
const ignored =
  (kind: 'bool' | 'int64'): CoreKey =>
  (_, item, key) => {
    want(key, item, kind);
  };

const writeDeadline: CoreKey = (draft, item, key, findings) => {
  let durationMs: number;
  if (item.content.kind === 'string') {
    durationMs = explained(`error parsing ${key.toLowerCase()}`, () =>
      readDuration(want(key, item, 'string')),
    );
  } else {
    durationMs = want(key, item, 'int64') * 1000;
    const text = `invalid use of field "${key}": write_deadline should be converted to a duration`;
    findings.warnings.push(at(item, text));
  }
  connectionLimit('writeDeadlineMs', durationMs)(draft, item, key, findings);
};

const lameDuck: CoreKey = (_, item, key) => {
  const durationMs = explained('error parsing lame_duck_duration', () =>
    readDuration(want(key, item, 'string')),
  );
  if (durationMs >= LAME_DUCK_MS_MIN) return;
  const shown = formatDuration(durationMs);
  throw new ConfigError(`invalid lame_duck_duration of ${shown}, minimum is 30 seconds`);
};

function explained<Value>(what: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`${what}: ${error.message}`);
  }
}

/** 0 is "not said", -1 "any free one". */
function portOf(value: number, whenNotSaid: number | undefined): number | undefined {
  if (value === 0) return whenNotSaid;
  return value === -1 ? 0 : value;
}

const withHost = (settings: ServerSettings, host: string): ServerSettings => ({
  ...settings,
  host: host || defaultSettings.host,
});

const withPort = (settings: ServerSettings, port: number): ServerSettings => ({
  ...settings,
  port: portOf(port, defaultSettings.port) ?? 0,
});

const withMonitoringPort = (settings: ServerSettings, port: number): ServerSettings => ({
  ...settings,
  monitoringPort: portOf(port, undefined),
});

const withHttpsPort = (
  { monitoringTlsPort: _, ...settings }: ServerSettings,
  port: number,
): ServerSettings => {
  const monitoringTlsPort = portOf(port, undefined);
  return monitoringTlsPort === undefined ? settings : { ...settings, monitoringTlsPort };
};

const CORE_KEYS = byName<CoreKey>({
  listen: change((settings, item) => {
    const { host, port } = readListenAddress(item);
    return withPort(withHost(settings, host), port);
  }),
  port: change((settings, item, key) => withPort(settings, want(key, item, 'int64'))),
  'host net': change((settings, item, key) => withHost(settings, want(key, item, 'string'))),
  http: change(({ monitoringHost: _, ...settings }, item) => {
    const { host, port } = readListenAddress(item);
    return withMonitoringPort(host === '' ? settings : { ...settings, monitoringHost: host }, port);
  }),
  'http_port monitor_port': change((settings, item, key) =>
    withMonitoringPort(settings, want(key, item, 'int64')),
  ),
  https: change(({ monitoringHost: _, ...settings }, item) => {
    const { host, port } = readListenAddress(item);
    return withHttpsPort(host === '' ? settings : { ...settings, monitoringHost: host }, port);
  }),
  https_port: change((settings, item, key) => withHttpsPort(settings, want(key, item, 'int64'))),
  server_name: change(({ serverName: _, ...settings }, item, key) => {
    const serverName = want(key, item, 'string');
    return serverName === '' ? settings : { ...settings, serverName };
  }),
  debug: log('natsDebug'),
  trace: log('natsTrace'),
  logtime: log('timestamps'),
  authorization: (draft, item, key, findings) => {
    const { auth, authTimeoutMs } = readAuthorization(key, item, findings);
    draft.settings = { ...draft.settings, auth };
    connectionLimit('authTimeoutMs', authTimeoutMs)(draft, item, key, findings);
  },
  'logfile log_file': ofProcess('logFile', 'string'),
  'logfile_size_limit log_size_limit': ofProcess('logBytesMax', 'int64'),
  'pidfile pid_file': ofProcess('pidFile', 'string'),
  max_control_line: sizeLimit('controlLineBytesMax'),
  max_payload: sizeLimit('payloadBytesMax'),
  max_pending: numberLimit('pendingBytesMax'),
  'max_connections max_conn': numberLimit('connectionsMax'),
  'max_subscriptions max_subs': numberLimit('subscriptionsMax'),
  ping_interval: numberLimit('pingIntervalMs', 1000),
  ping_max: numberLimit('pingsOutMax'),
  write_deadline: writeDeadline,
  tls: change((settings, item, key) => ({ ...settings, tls: readTls(key, item) })),
  lame_duck_duration: lameDuck,
  'max_traced_msg_len connect_error_reports reconnect_error_reports': ignored('int64'),
  'disable_sublist_cache no_sublist_cache': ignored('bool'),
});

/** Whether core NATS knows the key. */
export function isCoreKey(name: string): boolean {
  return CORE_KEYS.has(name) || REFUSED_CORE_KEYS.has(name);
}

/** Takes what a file says to core NATS; keys that it does not know are no business of its. */
export function applyCoreKeys(draft: CoreDraft, map: ConfigMap, findings: Findings): void {
  for (const [key, name, item] of entriesOf(map)) {
    findings.attempt(item, () => {
      const feature = REFUSED_CORE_KEYS.get(name);
      if (feature !== undefined) refuse(key, item, feature);
      CORE_KEYS.get(name)?.(draft, item, key, findings);
    });
  }
}
