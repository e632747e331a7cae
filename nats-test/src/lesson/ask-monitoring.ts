import type { Channelz, Clientsz } from '../protocol/monitoring';
import { askMonitoring as askMonitoringPort, MonitoringError } from '../monitor/ask';
import { StepError } from './step-error';

/** The channel that the lessons use. */
export const CHANNEL = 'ticket:created';

/** Where the state of that channel is, on the monitoring port. */
export const CHANNEL_PATH = `/streaming/channelsz?channel=${CHANNEL}&subs=1`;

/** Where the clients are. */
export const CLIENTS_PATH = '/streaming/clientsz';

/** What the monitoring said at one moment. */
export interface Snapshot {
  /** Undefined when there is no such channel. */
  readonly channel: Channelz | undefined;
  /** IDs of the clients that the server knows. */
  readonly clientIds: readonly string[];
}

/**
 * Asks the monitoring port for the channel of the lessons and for the clients.
 * @param monitoringUrl `http://HOST:PORT`
 * @throws StepError when it does not answer
 */
export async function askMonitoring(monitoringUrl: string): Promise<Snapshot> {
  const [channel, clients] = await Promise.all([
    ask(`${monitoringUrl}${CHANNEL_PATH}`),
    ask(`${monitoringUrl}${CLIENTS_PATH}`),
  ]);
  return {
    channel: channel as Channelz | undefined,
    clientIds: (clients as Partial<Clientsz> | undefined)?.clients?.map(({ id }) => id) ?? [],
  };
}

/** Undefined for what the server says is not there. */
async function ask(url: string): Promise<unknown> {
  try {
    return await askMonitoringPort(url);
  } catch (error) {
    if (error instanceof MonitoringError) throw new StepError(error.message, { cause: error });
    throw error;
  }
}
