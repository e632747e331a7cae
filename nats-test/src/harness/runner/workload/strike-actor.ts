import { seededRandom } from '../../../base/random';
import type { PlannedFault } from '../../generators/plan';
import type { Fault, ServerFault } from '../../history/fault';
import { isRegistered } from '../../target/ask-server';
import type { Target } from '../../target/target';
import { Waiting } from '../../../base/waiting';
import type { Arena } from './arena';
import type { StagedActor } from './staged-actor';

type Planned = PlannedFault & { readonly fault: Exclude<Fault, ServerFault> };

/** Between two questions to the monitoring. */
const POLL_MS = 100;

/**
 * Strikes an actor, or its way to the server.
 * @param healing ends it before its time
 */
export async function strikeActor(
  arena: Arena,
  actor: StagedActor,
  planned: Planned,
  healing: Waiting,
): Promise<void> {
  if (healing.endedBy !== undefined) return;
  const { fault, on, ms } = planned;
  const place = { on, ...(fault === 'delay' ? { ms: ms?.[1] ?? 0 } : {}) };
  arena.note({ f: 'fault', type: 'ok', client: on, fault, state: 'begins', ...place });
  await strike(arena, actor, planned, healing);
  arena.note({ f: 'fault', type: 'ok', client: on, fault, state: 'ends', ...place });
}

async function strike(
  arena: Arena,
  actor: StagedActor,
  { fault, forMs, ms: [least, most] = [0, 0], each = 1 }: Planned,
  healing: Waiting,
): Promise<void> {
  const { handler } = actor;
  const { relay } = actor.way;
  switch (fault) {
    case 'cut':
      relay.cut();
      return;
    case 'blackhole':
      return blackhole(arena, actor, forMs, healing);
    case 'delay':
      relay.delay(least, most, seededRandom(arena.plan.seed + least));
      await healing.pause(forMs);
      relay.undelay();
      return;
    case 'drop-acks':
    case 'repeat-acks':
      handler.ackFault = { fault, each };
      await healing.pause(forMs);
      handler.ackFault = undefined;
      return;
    case 'crash':
      return crash(actor, forMs);
  }
}

async function blackhole(
  arena: Arena,
  actor: StagedActor,
  forMs: number,
  healing: Waiting,
): Promise<void> {
  const { name: client, way } = actor;
  const session = actor.connected;
  way.relay.freeze();
  if (session) arena.note({ f: 'freeze', type: 'ok', client });
  // Who has not come back yet from the strike before can't be given up.
  const endWatch = session ? watchRegistration(arena, actor, healing) : undefined;
  await healing.pause(forMs);
  await endWatch?.();
  way.relay.thaw();
  if (!session || session.isOver) return;
  arena.note({ f: 'thaw', type: 'ok', client });
  await actor.ping();
}

/**
 * Asks the monitoring again and again whether the server still has the client, in a scenario about that.
 * @returns ends it
 */
function watchRegistration(
  arena: Arena,
  { name, clientId }: StagedActor,
  healing: Waiting,
): () => Promise<void> {
  if (!arena.workload.needs?.includes('heartbeats')) return () => Promise.resolve();
  const over = new Waiting();
  const watch = async (): Promise<void> => {
    while (over.endedBy === undefined && healing.endedBy === undefined) {
      const isThere = await askWhetherRegistered(arena.target, clientId);
      if (isThere !== undefined) {
        arena.note({ f: 'registered', type: 'ok', client: name, isRegistered: isThere });
      }
      if (isThere === false) return;
      await over.pause(POLL_MS);
    }
  };
  const watching = watch();
  return () => {
    over.end('thawed');
    return watching;
  };
}

/**
 * Asks who leads, since only the leader looks after clients; the others hear of them later.
 * @returns undefined when nobody answers, or it is uncertain who leads
 */
async function askWhetherRegistered(
  { control, monitoringUrl }: Target,
  clientId: string,
): Promise<boolean | undefined> {
  const leader = await control?.leader();
  const url = control ? leader !== undefined && control.monitoringUrl(leader) : monitoringUrl;
  if (!url) return undefined;
  try {
    return await isRegistered(url, clientId);
  } catch {
    return undefined;
  }
}

/** At the next event; if none comes, at the end of its time. */
async function crash(actor: StagedActor, forMs: number): Promise<void> {
  const { handler } = actor;
  const armed = new Waiting();
  let returned: Promise<void> | undefined;
  handler.onNextEvent = () => {
    returned = actor.crash(forMs);
    armed.end('struck');
  };
  await armed.pause(forMs);
  handler.onNextEvent = undefined;
  await (returned ?? actor.crash(forMs));
}
