import type { Stage } from './stage';

/**
 * Asks the server on every connection that is up, and waits for the answers: what it had sent before
 * has come by then.
 * @returns a sentence on why it does not answer; undefined when it does
 */
export async function answers(stage: Stage): Promise<string | undefined> {
  const outcomes = await Promise.all(stage.clientsUp.map(({ client }) => client.roundTrip()));
  const silent = outcomes.find((outcome) => outcome.type !== 'ok');
  return silent && `the server does not answer any more: ${silent.error}`;
}
