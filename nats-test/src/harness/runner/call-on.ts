import type { ConnectionOptions } from '../client/harness-client';
import type { Timeouts } from '../client/library-options';
import type { Outcome } from '../client/outcome';
import { createClient, type ClientEvents } from '../client/stan-client';

/** For a client that only calls on a server or clears up: nobody waits for what it has to say. */
export const SILENT: ClientEvents = { lost: () => undefined };

/** Connects and says goodbye. @returns what came of the connecting */
export async function callOn(
  connection: ConnectionOptions,
  clientId: string,
  timeouts: Partial<Timeouts> = {},
): Promise<Outcome> {
  const client = createClient(connection, clientId, SILENT, timeouts);
  const outcome = await client.connect();
  if (outcome.type === 'ok') await client.disconnect();
  client.destroy();
  return outcome;
}
