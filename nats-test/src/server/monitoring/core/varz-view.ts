import { formatUptime, formatWallTime } from '../../../base/wall-time';
import type { Varz } from '../../../protocol/monitoring';
import type { CoreServer } from './core-server';

const NS_PER_MS = 1e6;

/** `/varz` */
export function viewVarz(
  server: CoreServer,
  http_req_stats: Readonly<Record<string, number>>,
): Varz {
  const { broker, facts, startTime, http } = server;
  const { info, limits, clock } = broker;
  const traffic = broker.traffic();
  const start = formatWallTime(startTime.wallNs);
  return {
    server_id: info.server_id,
    server_name: info.server_name,
    version: info.version,
    proto: info.proto,
    go: info.go,
    host: info.host,
    port: broker.port,
    ...broker.demands,
    max_connections: limits.connectionsMax,
    ...(limits.subscriptionsMax > 0 ? { max_subscriptions: limits.subscriptionsMax } : {}),
    ping_interval: limits.pingIntervalMs * NS_PER_MS,
    ping_max: limits.pingsOutMax,
    http_host: http.host,
    http_port: http.isTls ? 0 : http.port,
    https_port: http.isTls ? http.port : 0,
    auth_timeout: limits.authTimeoutMs / 1000,
    max_control_line: limits.controlLineBytesMax,
    max_payload: limits.payloadBytesMax,
    max_pending: limits.pendingBytesMax,
    cluster: {},
    gateway: {},
    leaf: {},
    tls_timeout: limits.tlsTimeoutMs / 1000,
    write_deadline: limits.writeDeadlineMs * NS_PER_MS,
    start,
    now: formatWallTime(clock.wallNs()),
    uptime: formatUptime(clock.nowMs() - startTime.clockMs),
    mem: facts.memoryBytes(),
    cores: facts.cores,
    cpu: facts.cpuPercent(),
    connections: broker.internals.size + broker.connections.size,
    total_connections: broker.connectionsInAll,
    routes: 0,
    remotes: 0,
    leafnodes: 0,
    in_msgs: traffic.inMsgs,
    out_msgs: traffic.outMsgs,
    in_bytes: traffic.inBytes,
    out_bytes: traffic.outBytes,
    slow_consumers: broker.slowConsumers,
    subscriptions: broker.router.routes.count,
    http_req_stats,
    config_load_time: start,
  };
}
