import { formatWallTime } from '../../base/wall-time';
import type { Storez } from '../../protocol/monitoring';
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
    },
    ...storedTotals(state),
  };
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
