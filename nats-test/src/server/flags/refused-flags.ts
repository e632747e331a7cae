import type { FlagType } from './go-flags';
import { flag, type ServerFlag } from './server-flag';

/*
 * Flags of what only the real server has. A boolean one may be switched off, a text be empty.
 */

const REAL = 'run the real nats-streaming-server 0.17.0 for it';

/** Asks for what will never be here, or is not here yet. */
const refused = (names: string, type: FlagType, feature: string): ServerFlag =>
  flag(names, type, {
    refuse: (value) =>
      value === false || value === '' || value === 0 ? undefined : notHere(feature),
  });

/** That only the real server has a feature. */
export function notHere(feature: string): string {
  return `the embedded server has no ${feature}: ${REAL}`;
}

const CLUSTERING = 'clustering';
const SQL_STORE = 'SQL store';
const ENCRYPTION = 'encryption';
const SYSLOG = 'syslog';

/** Why a kind of store is refused by name; undefined for those that there are, and for what is none anywhere. */
export function refuseStore(type: string): string | undefined {
  return type.toUpperCase() === 'SQL' ? notHere(SQL_STORE) : undefined;
}

export const REFUSED_FLAGS: readonly ServerFlag[] = [
  refused('clustered cluster_bootstrap cluster_sync cluster_raft_logging', 'bool', CLUSTERING),
  refused('cluster_proceed_on_restore_failure no_advertise', 'bool', CLUSTERING),
  refused('cluster_node_id cluster_peers cluster_log_path cluster routes', 'string', CLUSTERING),
  refused('cluster_listen cluster_advertise client_advertise', 'string', CLUSTERING),
  refused('cluster_log_cache_size cluster_log_snapshots cluster_trailing_logs', 'int', CLUSTERING),
  refused('connect_retries', 'int', CLUSTERING),
  refused('ft_group', 'string', 'fault tolerance group'),
  refused('sql_driver sql_source', 'string', SQL_STORE),
  refused('sql_no_caching', 'bool', SQL_STORE),
  refused('sql_max_open_conns', 'int', SQL_STORE),
  refused('encrypt', 'bool', ENCRYPTION),
  refused('encryption_cipher encryption_key', 'string', ENCRYPTION),
  refused('syslog s', 'bool', SYSLOG),
  refused('remote_syslog r', 'string', SYSLOG),
  refused('ports_file_dir', 'string', 'ports file'),
  refused('profile', 'int', 'profiling port of Go'),
];
