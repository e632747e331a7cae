import { readSizeFlag } from './size-flag';
import type { FlagType, FlagValue } from './go-flags';
import { refuseStore, REFUSED_FLAGS } from './refused-flags';
import { flag, type ServerFlag } from './server-flag';
import { defaultSettings, type AuthSettings, type ServerSettings } from '../settings';

const limit = (names: string, type: FlagType, key: keyof ServerSettings['limits']): ServerFlag =>
  flag(names, type, {
    apply: (settings, value) => ({
      ...settings,
      limits: { ...settings.limits, [key]: Number(value) },
    }),
  });

const heartbeat = (
  names: string,
  type: FlagType,
  key: keyof ServerSettings['heartbeats'],
): ServerFlag =>
  flag(names, type, {
    apply: (settings, value) => ({
      ...settings,
      heartbeats: { ...settings.heartbeats, [key]: Number(value) },
    }),
  });

type LogKey = keyof ServerSettings['log'];

const applyLog =
  (...keys: readonly LogKey[]) =>
  (settings: ServerSettings, value: FlagValue): ServerSettings => ({
    ...settings,
    log: { ...settings.log, ...Object.fromEntries(keys.map((key) => [key, value])) },
  });

const log = (names: string, key: LogKey): ServerFlag =>
  flag(names, 'bool', { apply: applyLog(key) });

/** Two in one; the real server lets it outrank the single ones, wherever they stand. */
const logBoth = (name: string, ...keys: readonly LogKey[]): ServerFlag =>
  flag(name, 'bool', { apply: applyLog(...keys), isLate: true });

/** An empty text is as if nothing had been said. */
const auth = (name: string, key: keyof AuthSettings): ServerFlag =>
  flag(name, 'string', {
    apply: ({ auth: before, ...settings }, value) => {
      const { [key]: _, ...others } = before ?? {};
      const after = value === '' ? others : { ...others, [key]: String(value) };
      return Object.keys(after).length === 0 ? settings : { ...settings, auth: after };
    },
  });

/** The real server takes 0 for "not said", and -1 for "any free one". */
function portOf(value: number): number {
  if (value === 0) return defaultSettings.port;
  return value === -1 ? 0 : value;
}

/** How the real server keeps its files and collects its writes: stores here have other ways. */
const MINDED_BY_NOBODY: readonly ServerFlag[] = [
  flag('file_compact_enabled file_crc file_truncate_bad_eof', 'bool'),
  flag('file_compact_frag file_compact_interval file_crc_poly', 'int'),
  flag('file_slice_max_msgs file_fds_limit file_parallel_recovery', 'int'),
  flag('file_slice_max_age file_auto_sync', 'duration'),
  flag('file_slice_archive_script file_slice_max_bytes', 'string'),
  flag('file_compact_min_size file_buffer_size file_read_buffer_size', 'string', {
    apply: (settings, value, name) => {
      readSizeFlag(name, String(value));
      return settings;
    },
    isLate: true,
  }),
  flag('io_batch_size io_sleep_time max_traced_msg_len', 'int'),
  // For Windows.
  flag('syslog_name', 'string'),
];

/** Every flag of the real server 0.17.0. */
export const SERVER_FLAGS: readonly ServerFlag[] = [
  flag('cluster_id cid', 'string', {
    apply: (settings, value) => ({ ...settings, clusterId: String(value) }),
  }),
  flag('addr a net', 'string', {
    apply: (settings, value) => ({ ...settings, host: String(value) || defaultSettings.host }),
  }),
  flag('port p', 'int', {
    apply: (settings, value) => ({ ...settings, port: portOf(Number(value)) }),
  }),
  flag('http_port m', 'int', {
    apply: (settings, value) => ({
      ...settings,
      monitoringPort: value === 0 ? undefined : value === -1 ? 0 : Number(value),
    }),
  }),
  flag('https_port ms', 'int', {
    apply: ({ monitoringTlsPort: _, ...settings }, value) =>
      value === 0 ? settings : { ...settings, monitoringTlsPort: value === -1 ? 0 : Number(value) },
  }),
  flag('store st', 'string', {
    apply: (settings, value) => ({ ...settings, storeType: String(value).toUpperCase() }),
    refuse: (value) => refuseStore(String(value)),
  }),
  flag('dir', 'string', {
    apply: ({ storeFolder: _, ...settings }, value) =>
      value === '' ? settings : { ...settings, storeFolder: String(value) },
  }),
  flag('file_sync', 'bool', {
    apply: (settings, value) => ({ ...settings, fileSync: value === true }),
  }),
  heartbeat('hb_interval hbi', 'duration', 'intervalMs'),
  heartbeat('hb_timeout hbt', 'duration', 'timeoutMs'),
  heartbeat('hb_fail_count hbf', 'int', 'failuresMax'),
  limit('max_channels mc', 'int', 'channelsMax'),
  limit('max_subs msu', 'int', 'subscriptionsMax'),
  limit('max_msgs mm', 'int', 'msgsMax'),
  flag('max_bytes mb', 'string', {
    apply: (settings, value, name) => ({
      ...settings,
      limits: { ...settings.limits, bytesMax: readSizeFlag(name, String(value)) },
    }),
    isLate: true,
  }),
  limit('max_age ma', 'duration', 'ageMsMax'),
  limit('max_inactivity mi', 'duration', 'inactivityMsMax'),
  auth('user', 'user'),
  auth('pass', 'pass'),
  auth('auth', 'token'),
  // They mean something together only: see applyTlsFlags.
  flag('secure tls tlsverify', 'bool'),
  flag('tlscert tlskey tlscacert', 'string'),
  flag('tls_client_cert tls_client_key tls_client_cacert', 'string'),
  flag('nats_server ns', 'string', {
    apply: ({ natsServer: _, ...settings }, value) =>
      value === '' ? settings : { ...settings, natsServer: String(value) },
  }),
  log('stan_debug SD', 'streamingDebug'),
  log('stan_trace SV', 'streamingTrace'),
  logBoth('SDV', 'streamingDebug', 'streamingTrace'),
  log('debug D', 'natsDebug'),
  log('trace V', 'natsTrace'),
  logBoth('DV', 'natsDebug', 'natsTrace'),
  log('logtime T', 'timestamps'),
  flag('help h', 'bool', { process: 'help' }),
  flag('help_tls', 'bool', { process: 'tlsHelp' }),
  flag('version v', 'bool', { process: 'version' }),
  flag('config c', 'string'),
  flag('stan_config sc', 'string'),
  flag('t', 'bool', { process: 'checksConfig' }),
  flag('signal sl', 'string', { process: 'signal' }),
  flag('pid P', 'string', { process: 'pidFile' }),
  flag('log l', 'string', { process: 'logFile' }),
  flag('log_size_limit', 'int', { process: 'logBytesMax' }),
  ...MINDED_BY_NOBODY,
  ...REFUSED_FLAGS,
];
