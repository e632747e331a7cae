import { notHere } from '../flags/refused-flags';
import { PlacedError } from './config-error';
import { byName, isNothing } from './want';
import type { ConfigItem } from './config-value';

/*
 * Keys of what only the real server has. One whose value asks for nothing does no harm.
 */

/** Of core NATS, each with the feature. */
export const REFUSED_CORE_KEYS = byName({
  'cluster client_advertise': 'clustering',
  gateway: 'gateways',
  'leaf leafnodes': 'leaf nodes',
  'accounts system_account system': 'accounts',
  'operator operators roots root root_operators root_operator trusted trusted_keys':
    'operators with JWTs',
  'resolver account_resolver accounts_resolver resolver_preload': 'accounts',
  'syslog remote_syslog': 'syslog',
  ports_file_dir: 'ports file',
  prof_port: 'profiling port of Go',
});

/** Of NATS Streaming. */
export const REFUSED_STREAMING_KEYS = byName({
  credentials: 'file of credentials',
  'sql sql_options': 'SQL store',
  'ft_group ft_group_name': 'fault tolerance group',
  partitioning: 'partitioning',
  cluster: 'clustering',
  'encrypt encryption_cipher encryption_key': 'encryption',
});

/** @throws PlacedError, refused */
export function refuse(key: string, item: ConfigItem, feature: string): void {
  if (!isNothing(item.content))
    throw new PlacedError(item, `${key}: ${notHere(feature)}`, 'refused');
}
