import type { Stage } from './stage';

/**
 * Asks the server on every connection that is up, and waits for the answers: what it had sent before
 * has come by then.
 * @returns why it does not answer; undefined when it does
 */
export async function answers(stage: Stage): Promise<string | undefined> {
  const up = [...stage.clients.values()].filter((it) => it.isConnected && !it.isFrozen);
  const outcomes = await Promise.all(up.map(({ client }) => client.roundTrip()));
  const silent = outcomes.find(({ type }) => type !== 'ok');
  return silent && 'error' in silent ? silent.error : undefined;
}
