import { formatWallTime } from '../../base/wall-time';
import type { Storez } from '../../protocol/monitoring';
import type { StreamingServer } from '../streaming/streaming-server';

const NS_PER_MS = 1e6;

/** `/streaming/storez` */
export function viewStore(server: StreamingServer): Storez {
  const { limits, type } = server.store;
  return {
    cluster_id: server.clusterId,
    server_id: server.serverId,
    now: formatWallTime(server.clock.wallNs()),
    type,
    limits: {
      max_channels: limits.channelsMax,
      max_msgs: limits.msgsMax,
      max_bytes: limits.bytesMax,
      max_age: limits.ageMsMax * NS_PER_MS,
      max_subscriptions: limits.subscriptionsMax,
      max_inactivity: limits.inactivityMsMax * NS_PER_MS,
    },
    ...storedTotals(server),
  };
}

/** Messages and bytes in all channels. */
export function storedTotals(server: StreamingServer): {
  total_msgs: number;
  total_bytes: number;
} {
  let total_msgs = 0;
  let total_bytes = 0;
  for (const channel of server.channels.all()) {
    total_msgs += channel.store.msgs.count;
    total_bytes += channel.store.msgs.bytes;
  }
  return { total_msgs, total_bytes };
}
