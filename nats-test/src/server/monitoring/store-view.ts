import { formatWallTime } from '../../base/wall-time';
import type { ChannelLimitsOfStorez, Storez } from '../../protocol/monitoring';
import { resolveRules } from '../stores/limits-of';
import type { StoreLimits } from '../stores/store';
import type { StreamingState } from '../streaming/state';

const NS_PER_MS = 1e6;

/** `/streaming/storez` */
export function viewStore(state: StreamingState): Storez {
  const { limits, type } = state.store;
  return {
    cluster_id: state.clusterId,
    server_id: state.serverId,
    now: formatWallTime(state.clock.wallNs()),
    type,
    limits: {
      max_channels: limits.channelsMax,
      max_msgs: limits.msgsMax,
      max_bytes: limits.bytesMax,
      max_age: limits.ageMsMax * NS_PER_MS,
      max_subscriptions: limits.subscriptionsMax,
      max_inactivity: limits.inactivityMsMax * NS_PER_MS,
      ...channelsOf(limits),
    },
    ...storedTotals(state),
  };
}

/** By pattern; left out when there are no rules for single channels. */
function channelsOf(limits: StoreLimits): Pick<Storez['limits'], 'channels'> {
  const rules = resolveRules(limits);
  if (rules.length === 0) return {};
  const sorted = rules.sort((one, other) => (one.pattern < other.pattern ? -1 : 1));
  const channels: [string, ChannelLimitsOfStorez][] = sorted.map(({ pattern, limits: its }) => [
    pattern,
    {
      max_msgs: its.msgsMax,
      max_bytes: its.bytesMax,
      max_age: durationNs(its.ageMsMax),
      max_subscriptions: its.subscriptionsMax,
      max_inactivity: durationNs(its.inactivityMsMax),
    },
  ]);
  return { channels: Object.fromEntries(channels) };
}

/** A rule that inherits nothing has -1 for no limit, and that is one nanosecond less than none. */
function durationNs(durationMs: number): number {
  return durationMs < 0 ? -1 : durationMs * NS_PER_MS;
}

/** Messages and bytes in all channels. */
export function storedTotals(state: StreamingState): {
  total_msgs: number;
  total_bytes: number;
} {
  let total_msgs = 0;
  let total_bytes = 0;
  for (const channel of state.channels.all()) {
    total_msgs += channel.store.msgs.count;
    total_bytes += channel.store.msgs.bytes;
  }
  return { total_msgs, total_bytes };
}
