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
 * that does not answer still had.
 */
export async function askAtEnd(
  { waiting }: Arena,
  actors: ReadonlyMap<string, StagedActor>,
): Promise<void> {
  const ask = async (actor: StagedActor): Promise<void> => {
    let outcome = await actor.ping();
    for (let nth = 1; nth < ASKED_MAX && outcome?.type === 'info'; nth++)
      outcome = await actor.ping();
    if (actor.missing !== undefined) waiting.end(`${actor.missing}, at the end`);
    else if (outcome && outcome.type !== 'ok') {
      waiting.end(`the server does not answer ${actor.name} any more: ${outcome.error}`);
    }
  };
  await Promise.all([...actors.values()].map(ask));
}
