import type { ProcessFacts } from '../../base/process-facts';
import { formatUptime, formatWallTime } from '../../base/wall-time';
import type { Serverz } from '../../protocol/monitoring';
import type { StreamingServer } from '../streaming/streaming-server';
import { VERSION } from '../../protocol/versions';
import { storedTotals } from './store-view';

/** When the server was started: for people, and for the time since then. */
export interface StartTime {
  readonly wallNs: bigint;
  readonly clockMs: number;
}

/** `/streaming/serverz` */
export function viewServer(
  server: StreamingServer,
  facts: ProcessFacts,
  startTime: StartTime,
): Serverz {
  const channels = [...server.channels.all()];
  const descriptors = facts.fileDescriptors();
  return {
    cluster_id: server.clusterId,
    server_id: server.serverId,
    version: VERSION,
    go: facts.runtime,
    state: 'STANDALONE',
    now: formatWallTime(server.clock.wallNs()),
    start_time: formatWallTime(startTime.wallNs),
    uptime: formatUptime(server.clock.nowMs() - startTime.clockMs),
    clients: server.clients.count,
    subscriptions: channels.reduce((sum, channel) => sum + channel.subscriptionCount, 0),
    channels: channels.length,
    ...storedTotals(server),
    in_msgs: server.publish.statistics.inMsgs,
    in_bytes: server.publish.statistics.inBytes,
    out_msgs: server.delivery.statistics.outMsgs,
    out_bytes: server.delivery.statistics.outBytes,
    ...(descriptors ? { open_fds: descriptors.open, max_fds: descriptors.max } : {}),
  };
}
