import { askMonitoring, MonitoringError } from '../../monitor/ask';

/** What a node of a cluster says of itself. */
export interface NodeFacts {
  readonly isLeader: boolean;
  /** Other nodes that it is connected with. */
  readonly routes: number;
  /** Messages that it has, on all channels. */
  readonly messages: number;
}

/** What our own server, which is never a node, does not have in `/streaming/serverz`. */
interface NodeServerz {
  readonly role?: string;
  readonly total_msgs?: number;
}

/** Asks a node by its monitoring; undefined when it does not answer. */
export async function askNode(monitoringUrl: string): Promise<NodeFacts | undefined> {
  try {
    const [server, routes] = await Promise.all([
      askMonitoring(`${monitoringUrl}/streaming/serverz`) as Promise<NodeServerz | undefined>,
      askMonitoring(`${monitoringUrl}/routez`) as Promise<{ num_routes?: number } | undefined>,
    ]);
    return {
      isLeader: server?.role === 'Leader',
      routes: routes?.num_routes ?? 0,
      messages: server?.total_msgs ?? 0,
    };
  } catch (error) {
    if (error instanceof MonitoringError) return undefined;
    throw error;
  }
}
