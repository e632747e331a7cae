import { count } from '../../checkers/words';
import type { Arena } from './arena';
import type { StagedActor } from './staged-actor';

/** By then all actors are back, or somebody wants to know why not. */
const SETTLE_MS = 30_000;
const POLL_MS = 50;

/**
 * Until all steps are done and all actors are what they want to be. When that takes too long, the
 * scenario is over.
 * @param underWay steps, which leave when they are done
 */
export async function settle(
  { waiting }: Pick<Arena, 'waiting'>,
  actors: ReadonlyMap<string, Pick<StagedActor, 'missing' | 'ping'>>,
  underWay: ReadonlySet<Promise<void>>,
  withinMs = SETTLE_MS,
): Promise<void> {
  const missing = (): string | undefined =>
    missingIn(actors) ??
    (underWay.size > 0 ? `${count(underWay.size, 'step')} not done` : undefined);
  const startMs = performance.now();
  while (missing() !== undefined && waiting.endedBy === undefined) {
    if (performance.now() - startMs > withinMs) {
      waiting.end(`${String(missing())}, within ${withinMs / 1000} s after the last fault`);
      break;
    }
    await waiting.pause(POLL_MS);
  }
  // Whoever tries again and again does so until all waiting is over.
  await Promise.all(underWay);
  await Promise.all([...actors.values()].map((actor) => actor.ping()));
}

/** Who is not what it wants to be, and why; undefined when all are. */
function missingIn(actors: ReadonlyMap<string, Pick<StagedActor, 'missing'>>): string | undefined {
  for (const actor of actors.values()) if (actor.missing !== undefined) return actor.missing;
  return undefined;
}
