import { createClient } from '../../client/stan-client';
import type { FinalStep } from '../../generators/plan';
import { SILENT } from '../call-on';
import { encodePayload } from '../payload';
import { recordRequest } from '../record-request';
import type { Arena } from './arena';
import type { StagedActor } from './staged-actor';

/** An old client is asked for half a second whether it lives. */
const CLAIM_MS = 2000;

/** Does one step of a plan. Resolves when it is done; several may be under way at a time. */
export async function performStep(
  arena: Arena,
  actor: StagedActor,
  step: FinalStep,
): Promise<void> {
  switch (step.do) {
    case 'join':
      return actor.join(step.terms);
    case 'leave':
      return actor.leave(step.how);
    case 'publish':
      return publish(arena, actor, step);
    case 'stall':
      actor.handler.stall();
      return;
    case 'go on':
      actor.handler.goOn();
      return;
    case 'claim ID':
      return actor.rivals.run(() => claimId(arena, actor));
  }
}

async function publish(
  arena: Arena,
  { name, connected }: StagedActor,
  step: Extract<FinalStep, { readonly do: 'publish' }>,
): Promise<void> {
  const { actor: _, do: __, channel: behind, ...content } = step;
  const channel = arena.channel(behind);
  const value = arena.prefix + content.value;
  await recordRequest(arena, { f: 'publish', client: name, channel, value }, () =>
    connected
      ? connected.client.publish(channel, encodePayload({ ...content, value }))
      : Promise.resolve({ type: 'fail', error: 'The client is not connected' }),
  );
  arena.moved();
}

/** Another process comes with the same client ID; when it is let in, it says goodbye. */
async function claimId(arena: Arena, { name, clientId }: StagedActor): Promise<void> {
  const rival = `${name}-rival`;
  // Not by the actor's own way, which may be struck.
  const client = createClient(arena.target.connection, clientId, SILENT, {
    requestMs: CLAIM_MS,
  });
  const outcome = await recordRequest(arena, { f: 'connect', client: rival, clientId }, () =>
    client.connect(),
  );
  if (outcome.type === 'ok') {
    await recordRequest(arena, { f: 'disconnect', client: rival }, () => client.disconnect());
  }
  client.destroy();
}
