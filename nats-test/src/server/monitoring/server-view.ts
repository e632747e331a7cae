import type { ProcessFacts } from '../../base/process-facts';
import { formatUptime, formatWallTime } from '../../base/wall-time';
import type { Serverz } from '../../protocol/monitoring';
import type { StreamingState } from '../streaming/state';
import { VERSION } from '../../protocol/versions';
import { storedTotals } from './store-view';

/** When the server was started: for people, and for the time since then. */
export interface StartTime {
  readonly wallNs: bigint;
  readonly clockMs: number;
}

/** `/streaming/serverz` */
export function viewServer(
  state: StreamingState,
  facts: ProcessFacts,
  startTime: StartTime,
): Serverz {
  const channels = [...state.channels.all()];
  const descriptors = facts.fileDescriptors();
  return {
    cluster_id: state.clusterId,
    server_id: state.serverId,
    version: VERSION,
    go: facts.runtime,
    state: 'STANDALONE',
    now: formatWallTime(state.clock.wallNs()),
    start_time: formatWallTime(startTime.wallNs),
    uptime: formatUptime(state.clock.nowMs() - startTime.clockMs),
    clients: state.clients.count,
    subscriptions: channels.reduce((sum, channel) => sum + channel.subscriptionCount, 0),
    channels: channels.length,
    ...storedTotals(state),
    in_msgs: state.received.msgs,
    in_bytes: state.received.bytes,
    out_msgs: state.delivery.statistics.outMsgs,
    out_bytes: state.delivery.statistics.outBytes,
    ...(descriptors ? { open_fds: descriptors.open, max_fds: descriptors.max } : {}),
  };
}
