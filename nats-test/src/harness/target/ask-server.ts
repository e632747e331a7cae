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
  /** What a channel keeps; 0 for no limit. */
  readonly msgsMax: number;
  readonly bytesMax: number;
  readonly ageMsMax: number;
}

/** The real server lists no more than it is asked for. */
const NAMES_MAX = 1_000_000;
const NS_PER_MS = 1_000_000;

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
  // Whatever listens there may say anything.
  if (typeof server?.cluster_id !== 'string') return undefined;
  const names: unknown = channels?.names;
  return {
    clusterId: server.cluster_id,
    channelsMax: numberOr0(store?.limits?.max_channels),
    channelNames: Array.isArray(names) ? names.map(String) : [],
    channels: numberOr0(channels?.total),
    msgsMax: numberOr0(store?.limits?.max_msgs),
    bytesMax: numberOr0(store?.limits?.max_bytes),
    ageMsMax: numberOr0(store?.limits?.max_age) / NS_PER_MS,
  };
}

function numberOr0(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/**
 * Whether the server has a client of that ID.
 * @throws MonitoringError
 */
export async function isRegistered(monitoringUrl: string, clientId: string): Promise<boolean> {
  const url = `${monitoringUrl}/streaming/clientsz?client=${encodeURIComponent(clientId)}`;
  return (await askMonitoring(url)) !== undefined;
}
