import { formatDuration } from '../base/duration';
import { hasWildcard, isSubscribable } from '../protocol/nats/subject';
import {
  checkSettings,
  SettingsError,
  wantsHashedSecret,
  type ServerSettings,
  type StoreLimits,
} from './settings';

/** What the real server calls a limit, and how it shows it; in the order in which it looks. */
const LIMITS: readonly (readonly [keyof StoreLimits, string, (value: number) => string])[] = [
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
  if (storeType !== 'MEMORY' && storeType !== 'FILE') return `unsupported store type: ${storeType}`;
  for (const [key, name, show] of LIMITS) {
    const value = limits[key];
    if (value < 0) return `max ${name} limit cannot be negative (${show(value)})`;
  }
  if (storeType === 'FILE' && !storeFolder) {
    return 'for FILE stores, root directory must be specified';
  }
  if (!hasWildcard(clusterId) && (!isSubscribable(clusterId) || /\s/.test(clusterId))) {
    return 'could not subscribe to discover subject: nats: invalid subject';
  }
  if (wantsHashedSecret(settings.auth)) return 'nats: Authorization Violation';
  try {
    checkSettings({ ...settings, port: 0, monitoringPort: undefined });
    return undefined;
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
}
