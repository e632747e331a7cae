import type { Outcome } from '../../client/outcome';
import { createClient } from '../../client/stan-client';
import type { FinalStep } from '../../generators/plan';
import { SILENT } from '../call-on';
import { encodePayload } from '../payload';
import { recordRequest } from '../record-request';
import type { Arena } from './arena';
import type { StagedActor } from './staged-actor';

/** An old client is asked for half a second whether it lives. */
const CLAIM_MS = 2000;
/** Before what was not acknowledged is published again. */
const AGAIN_MS = 200;

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
      await publish(arena, actor, step);
      return;
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

type Publish = Extract<FinalStep, { readonly do: 'publish' }>;

function publish(arena: Arena, actor: StagedActor, step: Publish): Promise<unknown> {
  if (!step.persists) return attempt(arena, actor, step, 1);
  return actor.outbox.run(async () => {
    for (let nth = 1; arena.waiting.endedBy === undefined && !arena.isOver; nth++) {
      if ((await attempt(arena, actor, step, nth)).type === 'ok') return;
      await arena.pause(AGAIN_MS);
    }
  });
}

async function attempt(
  arena: Arena,
  { name, connected, hasBegun }: StagedActor,
  step: Publish,
  nth: number,
): Promise<Outcome> {
  if (!hasBegun) return { type: 'fail', error: 'The client is not there yet' };
  const { entity, version, amount } = step;
  const channel = arena.channel(step.channel);
  const first = arena.prefix + step.value;
  // What had no answer may be there, so that another attempt is another event.
  const value = nth === 1 ? first : `${first}-${nth}`;
  const payload = {
    value,
    ...(entity === undefined ? {} : { entity }),
    ...(version === undefined ? {} : { version }),
    ...(amount === undefined ? {} : { amount }),
  };
  const outcome = await recordRequest<Outcome>(
    arena,
    { f: 'publish', client: name, channel, value, ...(nth === 1 ? {} : { attemptOf: first }) },
    () =>
      connected
        ? connected.client.publish(channel, encodePayload(payload))
        : Promise.resolve({ type: 'fail', error: 'The client is not connected' }),
  );
  arena.moved();
  return outcome;
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
