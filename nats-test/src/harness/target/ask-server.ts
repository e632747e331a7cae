import { askMonitoring } from '../../monitor/ask';
import type { Channelsz, Serverz, Storez } from '../../protocol/monitoring';

/** What the monitoring port says of the server, as far as the harness wants to know. */
export interface ServerFacts {
  readonly clusterId: string;
  /** 0 for no limit. */
  readonly channelsMax: number;
  readonly channelNames: readonly string[];
  /** All there are, also those that the names leave out. */
  readonly channels: number;
}

/** The real server lists no more than it is asked for. */
const NAMES_MAX = 1_000_000;

/**
 * Asks what a run needs to know before it begins.
 * @returns undefined when there is a monitoring port, but not one of NATS Streaming
 * @throws MonitoringError
 */
export async function askServer(monitoringUrl: string): Promise<ServerFacts | undefined> {
  const ask = (path: string): Promise<unknown> => askMonitoring(`${monitoringUrl}${path}`);
  const [server, store, channels] = await Promise.all([
    ask('/streaming/serverz') as Promise<Partial<Serverz> | undefined>,
    ask('/streaming/storez') as Promise<Partial<Storez> | undefined>,
    ask(`/streaming/channelsz?limit=${NAMES_MAX}`) as Promise<Partial<Channelsz> | undefined>,
  ]);
  if (server?.cluster_id === undefined) return undefined;
  return {
    clusterId: server.cluster_id,
    channelsMax: store?.limits?.max_channels ?? 0,
    channelNames: channels?.names ?? [],
    channels: channels?.total ?? 0,
  };
}

/**
 * Whether the server has a client of that ID.
 * @throws MonitoringError
 */
export async function isRegistered(monitoringUrl: string, clientId: string): Promise<boolean> {
  const url = `${monitoringUrl}/streaming/clientsz?client=${encodeURIComponent(clientId)}`;
  return (await askMonitoring(url)) !== undefined;
}
