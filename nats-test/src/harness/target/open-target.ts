import { startServer } from '../../server/embedded-server';
import type { Heartbeats } from '../history/target-facts';
import type { Scenario } from '../scenarios/scenario';
import { TargetError, type Target, type TargetOptions } from './target';

const CLUSTER_ID = 'nats-test';
/** For lessons on heartbeats: with those of the real server's default one would wait for minutes. */
const SHORT_HEARTBEATS: Heartbeats = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };

/** The target for one scenario: the server that runs, or an embedded one of the scenario's own. */
export async function openTarget(options: TargetOptions, scenario: Scenario): Promise<Target> {
  if (options.kind === 'url') {
    const { connection, monitoringUrl, monitoringProblem, heartbeats } = options;
    return {
      connection,
      ...(monitoringUrl === undefined ? {} : { monitoringUrl }),
      ...(monitoringProblem === undefined ? {} : { monitoringProblem }),
      ...(heartbeats ? { heartbeats } : {}),
      close: () => Promise.resolve(),
    };
  }
  if (options.kind !== 'embedded') throw new TargetError(`${options.path} can't be started yet`);
  const heartbeats = scenario.needs?.includes('heartbeats') ? SHORT_HEARTBEATS : undefined;
  const server = await startServer({
    clusterId: CLUSTER_ID,
    ...(heartbeats
      ? {
          heartbeatInterval: heartbeats.intervalMs,
          heartbeatTimeout: heartbeats.timeoutMs,
          heartbeatFailures: heartbeats.failuresMax,
        }
      : {}),
  });
  return {
    connection: { url: server.url, clusterId: server.clusterId },
    ...(server.monitoringUrl === undefined ? {} : { monitoringUrl: server.monitoringUrl }),
    ...(heartbeats ? { heartbeats } : {}),
    close: () => server.stop(),
  };
}
