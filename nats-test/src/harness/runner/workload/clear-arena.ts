import { createClient } from '../../client/stan-client';
import { SILENT } from '../call-on';
import type { Arena } from './arena';
import type { StagedActor } from './staged-actor';

/**
 * Leaves nothing behind on a server that goes on: durable subscriptions are deleted, clients say
 * goodbye. A server of ours goes anyway. Does what it can when the server does not answer any more.
 */
export async function clearArena(
  arena: Arena,
  actors: ReadonlyMap<string, StagedActor>,
): Promise<void> {
  const isOurs = arena.target.control !== undefined;
  for (const actor of actors.values()) {
    await actor.abandon();
    if (!isOurs) await dismiss(arena, actor);
  }
}

/** Comes once more under its ID, in place of what is left of it, and deletes what is durable. */
async function dismiss(
  arena: Arena,
  { clientId, actor, durableTerms }: StagedActor,
): Promise<void> {
  const client = createClient(arena.target.connection, clientId, SILENT);
  if ((await client.connect()).type === 'ok') {
    if (actor.kind === 'listener' && durableTerms) {
      const channel = arena.channel(actor.channel);
      const { subscription } = await client.subscribe(channel, durableTerms, (it) => void it.ack());
      await subscription?.unsubscribe();
    }
    await client.disconnect();
  }
  client.destroy();
}
