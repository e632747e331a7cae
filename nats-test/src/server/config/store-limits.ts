import { goQuote } from '../../base/go-error-text';
import { isChannelPattern } from '../stores/channel-pattern';
import type { ChannelLimits, ChannelRule, StoreLimits } from '../stores/store';
import { at, ConfigError, type Findings } from './config-error';
import { goValueText, type ConfigItem, type ConfigMap } from './config-value';
import { byName, entriesOf, want, wantDuration } from './want';

const CHANNEL_LIMITS = byName<keyof ChannelLimits>({
  'msu max_subs max_subscriptions maxsubscriptions': 'subscriptionsMax',
  'mm max_msgs maxmsgs max_count maxcount': 'msgsMax',
  'mb max_bytes maxbytes': 'bytesMax',
  'ma max_age maxage': 'ageMsMax',
  'mi max_inactivity maxinactivity': 'inactivityMsMax',
});
const CHANNELS_MAX = ['mc', 'max_channels', 'maxchannels'];
const CHANNELS = [
  'channels',
  'channels_limits',
  'channelslimits',
  'per_channel',
  'per_channel_limits',
];

/**
 * Reads the block of the limits of the store, over what they were.
 * @throws ConfigError
 */
export function readStoreLimits(
  before: StoreLimits,
  item: ConfigItem,
  findings: Findings,
): StoreLimits {
  let limits = before;
  for (const [key, name, value] of entriesOf(mapOf('store limits', item))) {
    const limit = CHANNEL_LIMITS.get(name);
    if (limit !== undefined) limits = { ...limits, [limit]: readLimit(limit, key, value) };
    else if (CHANNELS_MAX.includes(name)) {
      limits = { ...limits, channelsMax: want(key, value, 'int64') };
    } else if (CHANNELS.includes(name)) {
      limits = { ...limits, channels: { ...limits.channels, ...readRules(value, findings) } };
    } else noteIgnored(key, value, findings);
  }
  return limits;
}

function readRules(item: ConfigItem, findings: Findings): Readonly<Record<string, ChannelRule>> {
  const rules: [string, ChannelRule][] = [];
  for (const [pattern, block] of mapOf('per channel limits', item)) {
    const map = mapOf('channel limits', block);
    if (!isChannelPattern(pattern)) {
      throw new ConfigError(`invalid channel name ${goQuote(pattern)}`);
    }
    const rule: Partial<Record<keyof ChannelLimits, number>> = {};
    for (const [key, name, value] of entriesOf(map)) {
      const limit = CHANNEL_LIMITS.get(name);
      if (limit === undefined) noteIgnored(key, value, findings);
      // In a file 0 is said and means no limit; only what is left out comes from elsewhere.
      else rule[limit] = readLimit(limit, key, value) || -1;
    }
    rules.push([pattern, rule]);
  }
  return Object.fromEntries(rules);
}

function readLimit(limit: keyof ChannelLimits, key: string, item: ConfigItem): number {
  return limit === 'ageMsMax' || limit === 'inactivityMsMax'
    ? wantDuration(key, item)
    : want(key, item, 'int64');
}

/**
 * The map that a block has to be.
 * @throws ConfigError
 */
export function mapOf(what: string, { content }: ConfigItem): ConfigMap {
  if (content.kind === 'map') return content.value;
  throw new ConfigError(`expected ${what} to be a map/struct, got ${goValueText(content)}`);
}

/** The real server takes any key in its blocks without a word. */
export function noteIgnored(key: string, item: ConfigItem, findings: Findings): void {
  if (!item.isUsed) findings.remarks.push(at(item, `unknown field ${goQuote(key)} is ignored`));
}
