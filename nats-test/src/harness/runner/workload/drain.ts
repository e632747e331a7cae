import { countOpen } from '../../checkers/unseen';
import type { Arena } from './arena';
import type { StagedActor } from './staged-actor';

/** Nothing more is expected when nothing has moved for an ack wait and so much longer. */
const QUIET_MS = 1500;
/** What still moves then moves in circles. */
const DRAIN_MS_MAX = 60_000;
const POLL_MS = 50;
/** Something is missing: before it is asked again whether it is late or lost. */
const LOOK_AGAIN_MS = 2000;
/** A machine may be so busy that an answer comes too late once. */
const ASKED_MAX = 3;
/** All are asked every second: a server from which nobody has heard for so long stands still. */
const SILENT_MS = 3000;

/** Until nothing comes any more, and what has not come can be told from what is late. */
export async function drain(arena: Arena): Promise<void> {
  const { waiting, recorder, plan, target } = arena;
  const waits = plan.actors.map((actor) => (actor.kind === 'listener' ? actor.terms.ackWaitMs : 0));
  const quietMs = Math.max(0, ...waits) + QUIET_MS;
  const startMs = recorder.elapsedMs;
  const isQuiet = (): boolean => recorder.elapsedMs - Math.max(startMs, arena.movedMs) >= quietMs;
  while (waiting.endedBy === undefined && recorder.elapsedMs - startMs <= DRAIN_MS_MAX) {
    if (!isQuiet()) await waiting.pause(POLL_MS);
    else if (countOpen(recorder.history, target) > 0) await waiting.pause(LOOK_AGAIN_MS);
    else return;
  }
}

/**
 * Asks on behalf of all: what was sent before the answer has come by then. Nobody knows what a server
 * that does not answer still had: one that answers nobody stands still, for whatever reason, and what
 * it has not done since it was heard of last is not held against it.
 */
export async function askAtEnd(
  arena: Pick<Arena, 'waiting' | 'recorder' | 'note'>,
  actors: ReadonlyMap<string, Pick<StagedActor, 'name' | 'missing' | 'ping'>>,
): Promise<void> {
  const { waiting, recorder } = arena;
  const ask = async (actor: Pick<StagedActor, 'name' | 'missing' | 'ping'>): Promise<boolean> => {
    let outcome = await actor.ping();
    for (let nth = 1; nth < ASKED_MAX && outcome?.type === 'info'; nth++)
      outcome = await actor.ping();
    if (actor.missing !== undefined) waiting.end(`${actor.missing}, at the end`);
    else if (outcome && outcome.type !== 'ok') {
      waiting.end(`the server does not answer ${actor.name} any more: ${outcome.error}`);
    }
    return outcome?.type === 'info';
  };
  const areSilent = await Promise.all([...actors.values()].map(ask));
  if (!areSilent.includes(true)) return;
  const heard = recorder.history.findLast(
    (it) => 'id' in it && it.type !== 'invoke' && it.type !== 'info',
  );
  const pausedMs = recorder.elapsedMs - (heard?.timeMs ?? 0);
  if (pausedMs > SILENT_MS) arena.note({ f: 'pause', type: 'ok', client: '', pausedMs });
}
