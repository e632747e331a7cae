import { FlagError, parseGoFlags, type FlagSpec, type FlagType } from './go-flags';
import { defaultSettings, PORT_MAX, type ServerSettings } from './settings';

type Value = boolean | number | string;

/** A flag of the real server: what it changes, or why the embedded server refuses it. */
interface ServerFlag extends FlagSpec {
  readonly apply?: (settings: ServerSettings, value: Value) => ServerSettings;
  readonly refuse?: (value: Value) => string | undefined;
}

const flag = (
  names: string,
  type: FlagType,
  apply: (settings: ServerSettings, value: Value) => ServerSettings,
): ServerFlag => ({ names: names.split(' '), type, apply });

const limit = (names: string, type: FlagType, key: keyof ServerSettings['limits']): ServerFlag =>
  flag(names, type, (settings, value) => ({
    ...settings,
    limits: { ...settings.limits, [key]: Number(value) },
  }));

const heartbeat = (
  names: string,
  type: FlagType,
  key: keyof ServerSettings['heartbeats'],
): ServerFlag =>
  flag(names, type, (settings, value) => ({
    ...settings,
    heartbeats: { ...settings.heartbeats, [key]: Number(value) },
  }));

/** The real server takes 0 for "not said", and -1 for "any free one". */
function portOf(value: number): number {
  if (value === 0) return defaultSettings.port;
  return value === -1 ? 0 : value;
}

const log = (names: string, ...keys: readonly (keyof ServerSettings['log'])[]): ServerFlag =>
  flag(names, 'bool', (settings, value) => ({
    ...settings,
    log: { ...settings.log, ...Object.fromEntries(keys.map((key) => [key, value])) },
  }));

/** Flags of features that only the real server has. A boolean one may be switched off. */
const refused = (names: string, type: FlagType, feature: string): ServerFlag => ({
  names: names.split(' '),
  type,
  refuse: (value) =>
    value === false || value === ''
      ? undefined
      : `the embedded server has no ${feature}: run the real nats-streaming-server 0.17.0 for it`,
});

const CLUSTERING = 'clustering';
const FAULT_TOLERANCE = 'fault tolerance group';
const FILE_STORE = 'file store';
const SQL_STORE = 'SQL store';
const TLS = 'TLS';
const AUTHORIZATION = 'authorization';
const ENCRYPTION = 'encryption';
const CONFIG_FILE = 'configuration file';
const LOG_TARGET = 'log but standard error';

const SERVER_FLAGS: readonly ServerFlag[] = [
  flag('cluster_id cid', 'string', (settings, value) => ({
    ...settings,
    clusterId: String(value),
  })),
  flag('addr a net', 'string', (settings, value) => ({ ...settings, host: String(value) })),
  flag('port p', 'int', (settings, value) => ({ ...settings, port: portOf(Number(value)) })),
  flag('http_port m', 'int', (settings, value) => ({
    ...settings,
    monitoringPort: value === 0 ? undefined : value === -1 ? 0 : Number(value),
  })),
  heartbeat('hb_interval hbi', 'duration', 'intervalMs'),
  heartbeat('hb_timeout hbt', 'duration', 'timeoutMs'),
  heartbeat('hb_fail_count hbf', 'int', 'failuresMax'),
  limit('max_channels mc', 'int', 'channelsMax'),
  limit('max_subs msu', 'int', 'subscriptionsMax'),
  limit('max_msgs mm', 'int', 'msgsMax'),
  limit('max_bytes mb', 'size', 'bytesMax'),
  limit('max_age ma', 'duration', 'ageMsMax'),
  limit('max_inactivity mi', 'duration', 'inactivityMsMax'),
  log('stan_debug SD', 'streamingDebug'),
  log('stan_trace SV', 'streamingTrace'),
  log('SDV', 'streamingDebug', 'streamingTrace'),
  log('debug D', 'natsDebug'),
  log('trace V', 'natsTrace'),
  log('DV', 'natsDebug', 'natsTrace'),
  log('logtime T', 'timestamps'),
  {
    names: ['store', 'st'],
    type: 'string',
    refuse: (value) => {
      const type = String(value).toUpperCase();
      if (type === 'MEMORY') return undefined;
      return type === 'FILE' || type === 'SQL'
        ? `the embedded server has no ${type} store: run the real nats-streaming-server 0.17.0 for it`
        : `unsupported store type: ${String(value)} (MEMORY, FILE or SQL)`;
    },
  },
  refused('clustered cluster_bootstrap cluster_sync cluster_raft_logging', 'bool', CLUSTERING),
  refused('cluster_proceed_on_restore_failure', 'bool', CLUSTERING),
  refused('cluster_node_id cluster_peers cluster_log_path cluster routes', 'string', CLUSTERING),
  refused('cluster_listen cluster_advertise connect_retries', 'string', CLUSTERING),
  refused('cluster_log_cache_size cluster_log_snapshots cluster_trailing_logs', 'int', CLUSTERING),
  refused('no_advertise', 'bool', CLUSTERING),
  refused('ft_group', 'string', FAULT_TOLERANCE),
  refused('nats_server ns', 'string', 'external NATS server'),
  refused('stan_config sc config c', 'string', CONFIG_FILE),
  refused('dir file_slice_archive_script', 'string', FILE_STORE),
  refused('file_compact_enabled file_crc file_sync file_truncate_bad_eof', 'bool', FILE_STORE),
  refused('file_compact_frag file_compact_interval file_crc_poly', 'int', FILE_STORE),
  refused('file_slice_max_msgs file_fds_limit file_parallel_recovery', 'int', FILE_STORE),
  refused('file_compact_min_size file_buffer_size file_read_buffer_size', 'size', FILE_STORE),
  refused('file_slice_max_bytes', 'size', FILE_STORE),
  refused('file_slice_max_age file_auto_sync', 'duration', FILE_STORE),
  refused('sql_driver sql_source', 'string', SQL_STORE),
  refused('sql_no_caching', 'bool', SQL_STORE),
  refused('sql_max_open_conns', 'int', SQL_STORE),
  refused('encrypt', 'bool', ENCRYPTION),
  refused('encryption_cipher encryption_key', 'string', ENCRYPTION),
  refused('secure tls tlsverify help_tls', 'bool', TLS),
  refused('tls_client_cert tls_client_key tls_client_cacert', 'string', TLS),
  refused('tlscert tlskey tlscacert', 'string', TLS),
  refused('https_port ms', 'int', 'HTTPS monitoring'),
  refused('user pass auth', 'string', AUTHORIZATION),
  refused('log l remote_syslog r syslog_name', 'string', LOG_TARGET),
  refused('syslog s', 'bool', LOG_TARGET),
  refused('pid P', 'string', 'PID file'),
  refused('signal sl', 'string', 'signal command'),
  refused('ports_file_dir', 'string', 'ports file'),
  refused('profile', 'int', 'profiling port'),
  refused('client_advertise', 'string', CLUSTERING),
  refused('t', 'bool', CONFIG_FILE),
  // How the real server collects its writes, and cuts its log: nothing to set here, and no harm.
  flag('io_batch_size io_sleep_time log_size_limit max_traced_msg_len', 'int', (it) => it),
];

/**
 * Reads a command line of the real server.
 * @param base what holds where no flag says otherwise; its ports are good ones
 * @throws FlagError naming the flag: unknown, with a bad value, or of a feature that only the real
 *   server has
 */
export function settingsFromFlags(
  args: readonly string[],
  base: ServerSettings = defaultSettings,
): ServerSettings {
  let settings = base;
  for (const { spec, name, value } of parseGoFlags(SERVER_FLAGS, args)) {
    const reason = spec.refuse?.(value);
    if (reason !== undefined) throw new FlagError(`${name}: ${reason}`);
    if (spec.apply) settings = spec.apply(settings, value);
  }
  // Only now: of two equal flags the later counts, whatever the other said.
  checkPort('port (-p)', settings.port, String(defaultSettings.port));
  checkPort('monitoring port (-m)', settings.monitoringPort ?? 0, 'none');
  return settings;
}

/** Speaks of flags: -1 and 0 mean something else there than in the settings. */
function checkPort(name: string, port: number, zero: string): void {
  if (port >= 0 && port <= PORT_MAX) return;
  throw new FlagError(
    `invalid ${name} ${port}: it may be 1 to ${PORT_MAX}, -1 for a free one, or 0 for ${zero}`,
  );
}
