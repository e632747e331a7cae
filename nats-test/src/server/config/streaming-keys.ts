import { refuseStore } from '../flags/refused-flags';
import type { LogSettings, ServerSettings } from '../settings';
import type { HeartbeatOptions } from '../streaming/heartbeats';
import { ConfigError, PlacedError, type Findings } from './config-error';
import { goValueText, type ConfigItem, type ConfigMap } from './config-value';
import { readFileOptions } from './file-options';
import { refuse, REFUSED_STREAMING_KEYS } from './refused-keys';
import { readStoreLimits } from './store-limits';
import { readOwnTls } from './tls';
import { byName, entriesOf, want, wantDuration } from './want';

type StreamingKey = (
  settings: ServerSettings,
  item: ConfigItem,
  key: string,
  findings: Findings,
) => ServerSettings;

const STORES = ['FILE', 'MEMORY', 'SQL'];

const log =
  (name: keyof LogSettings): StreamingKey =>
  (settings, item, key) => ({
    ...settings,
    log: { ...settings.log, [name]: want(key, item, 'bool') },
  });

const heartbeat =
  (name: keyof HeartbeatOptions, read: (key: string, item: ConfigItem) => number): StreamingKey =>
  (settings, item, key) => ({
    ...settings,
    heartbeats: { ...settings.heartbeats, [name]: read(key, item) },
  });

const storeType: StreamingKey = (settings, item, key) => {
  const type = want(key, item, 'string');
  if (!STORES.includes(type.toUpperCase())) throw new ConfigError(`unknown store type: ${type}`);
  const reason = refuseStore(type);
  if (reason !== undefined) throw new PlacedError(item, `${key}: ${reason}`, 'refused');
  return { ...settings, storeType: type.toUpperCase() };
};

const STREAMING_KEYS = byName<StreamingKey>({
  'id cid cluster_id': (settings, item, key) => ({
    ...settings,
    clusterId: want(key, item, 'string'),
  }),
  discover_prefix: (settings, item, key) => ({
    ...settings,
    discoverPrefix: want(key, item, 'string'),
  }),
  'st store_type store storetype': storeType,
  'dir datastore': ({ storeFolder: _, ...settings }, item, key) => {
    const storeFolder = want(key, item, 'string');
    return storeFolder === '' ? settings : { ...settings, storeFolder };
  },
  'sd stan_debug': log('streamingDebug'),
  'sv stan_trace': log('streamingTrace'),
  'limits store_limits storelimits': (settings, item, _, findings) => ({
    ...settings,
    limits: readStoreLimits(settings.limits, item, findings),
  }),
  'file file_options': (settings, item, _, findings) => {
    const fileSync = readFileOptions(item, findings);
    return fileSync === undefined ? settings : { ...settings, fileSync };
  },
  'hbi hb_interval server_to_client_hb_interval': heartbeat('intervalMs', wantDuration),
  'hbt hb_timeout server_to_client_hb_timeout': heartbeat('timeoutMs', wantDuration),
  'hbf hb_fail_count server_to_client_hb_fail_count': heartbeat('failuresMax', (key, item) =>
    want(key, item, 'int64'),
  ),
  'ns nats_server nats_server_url': ({ natsServer: _, ...settings }, item, key) => {
    const natsServer = want(key, item, 'string');
    return natsServer === '' ? settings : { ...settings, natsServer };
  },
  secure: (settings, item, key) => ({
    ...settings,
    ownTls: { ...settings.ownTls, secure: want(key, item, 'bool') },
  }),
  tls: (settings, item) => ({ ...settings, ownTls: { ...settings.ownTls, ...readOwnTls(item) } }),
  // For Windows.
  syslog_name: (settings, item, key) => {
    want(key, item, 'string');
    return settings;
  },
});

/** Whether NATS Streaming knows the key. */
export function isStreamingKey(name: string): boolean {
  return STREAMING_KEYS.has(name) || REFUSED_STREAMING_KEYS.has(name);
}

/**
 * The block that is NATS Streaming's; undefined when the whole file is.
 * @throws ConfigError when it is no block
 */
export function streamingBlock(map: ConfigMap): ConfigMap | undefined {
  let block: ConfigMap | undefined;
  for (const [, name, { content }] of entriesOf(map)) {
    if (name !== 'streaming') continue;
    if (content.kind !== 'map') {
      throw new ConfigError(
        `expected streaming section to be a map/struct, got ${goValueText(content)}`,
      );
    }
    block = content.value;
  }
  return block;
}

/**
 * Takes what a map says to NATS Streaming; keys that it does not know are no business of its.
 * @throws ConfigError at the first thing that is wrong
 */
export function applyStreamingKeys(
  before: ServerSettings,
  map: ConfigMap,
  findings: Findings,
): ServerSettings {
  let settings = before;
  for (const [key, name, item] of entriesOf(map)) {
    const feature = REFUSED_STREAMING_KEYS.get(name);
    if (feature !== undefined) refuse(key, item, feature);
    const apply = STREAMING_KEYS.get(name);
    if (apply) settings = apply(settings, item, key, findings);
  }
  return settings;
}
