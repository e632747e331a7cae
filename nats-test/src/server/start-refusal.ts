import { formatDuration } from '../base/duration';
import { isOwnUser } from './broker/authorization';
import { hasWildcard, isSubscribable } from '../protocol/nats/subject';
import { DISCOVER_PREFIX } from '../protocol/streaming/subjects';
import {
  checkSettings,
  SettingsError,
  wantsHashedSecret,
  type StoreLimit,
  type ServerSettings,
  type TlsSettings,
} from './settings';
import { loadTls, NO_CERTIFICATE, TlsFileError } from './net/tls-files';

/** What the real server calls a limit, and how it shows it; in the order in which it looks. */
const LIMITS: readonly (readonly [StoreLimit, string, (value: number) => string])[] = [
  ['channelsMax', 'channels', String],
  ['subscriptionsMax', 'subscriptions', String],
  ['msgsMax', 'messages', String],
  ['bytesMax', 'bytes', String],
  ['ageMsMax', 'age', formatDuration],
  ['inactivityMsMax', 'inactivity', formatDuration],
];

/**
 * Why the streaming server would not start with these settings, in the words of the real one where
 * it has any. Ports show when they are opened.
 */
export function startRefusal(settings: ServerSettings): string | undefined {
  const { storeType, storeFolder, limits, clusterId } = settings;
  const discover = `${settings.discoverPrefix ?? DISCOVER_PREFIX}.${clusterId}`;
  if (storeType !== 'MEMORY' && storeType !== 'FILE') return `unsupported store type: ${storeType}`;
  for (const [key, name, show] of LIMITS) {
    const value = limits[key];
    if (value < 0) return `max ${name} limit cannot be negative (${show(value)})`;
  }
  if (storeType === 'FILE' && !storeFolder) {
    return 'for FILE stores, root directory must be specified';
  }
  const noTls = settings.tls && tlsRefusal(settings.tls);
  if (noTls !== undefined) return noTls;
  const { channelsMax, channels = {} } = limits;
  const literals = Object.keys(channels).filter((pattern) => !/[*>]/.test(pattern)).length;
  if (channelsMax > 0 && literals > channelsMax) {
    // It stops counting there.
    const counted = channelsMax + 1;
    return `too many channels defined (${counted}). The max channels limit is set to ${channelsMax}`;
  }
  if (!hasWildcard(discover) && (!isSubscribable(discover) || /\s/.test(discover))) {
    return 'could not subscribe to discover subject: nats: invalid subject';
  }
  if (wantsHashedSecret(settings.auth) || !isOwnUser(settings.auth)) {
    return 'nats: Authorization Violation';
  }
  try {
    const { monitoringTlsPort: _, ...others } = settings;
    checkSettings({ ...others, port: 0, monitoringPort: undefined });
    return undefined;
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
}

function tlsRefusal(tls: TlsSettings): string | undefined {
  try {
    loadTls(tls);
    return undefined;
  } catch (error) {
    if (!(error instanceof TlsFileError)) throw error;
    const { message } = error;
    return message === NO_CERTIFICATE ? message : `unable to setup NATS Server TLS:  ${message}`;
  }
}
