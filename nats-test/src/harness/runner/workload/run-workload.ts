import { messageOf } from '../../../base/message-of';
import type { Plan } from '../../generators/plan';
import type { Phase } from '../../history/operation';
import { Recorder } from '../../history/recorder';
import type { RunEvent } from '../../report/run-result';
import type { Workload } from '../../scenarios/scenario';
import type { Target } from '../../target/target';
import { endOnAbort } from '../end-on-abort';
import type { Played } from '../played';
import type { HistoryWriter } from '../write-history';
import { Arena } from './arena';
import { clearArena } from './clear-arena';
import { askAtEnd, drain } from './drain';
import { Nemesis } from './nemesis';
import { performStep } from './perform-step';
import { settle } from './settle';
import { StagedActor } from './staged-actor';
import { watchHarness } from '../watch-harness';
import { openWay } from './way';

/** Between two signs of life of each actor. */
const PING_MS = 1000;

/** What is played, and where. */
export interface Performance {
  readonly workload: Workload;
  readonly plan: Plan;
  readonly target: Target;
}

/**
 * Plays a workload as its plan says, and clears away what it leaves on a server that goes on.
 * @param writer gets the history while it happens; that it can't write ends the scenario
 */
export async function runWorkload(
  { workload, plan, target }: Performance,
  runId: string,
  onEvent: (event: RunEvent) => void,
  interrupted: AbortSignal,
  writer: Pick<HistoryWriter, 'write' | 'failed'>,
): Promise<Played> {
  const recorder = new Recorder(
    () => performance.now(),
    (operation) => {
      writer.write(operation);
    },
  );
  const arena = new Arena(workload, plan, target, runId, recorder);
  const others = [writer.failed, ...(target.control ? [target.control.died] : [])];
  const letGo = endOnAbort(arena.waiting, interrupted, others);
  const endWatch = watchHarness((pausedMs) => {
    arena.note({ f: 'pause', type: 'ok', client: '', pausedMs });
  });
  const actors = new Map<string, StagedActor>();
  for (const [i, actor] of plan.actors.entries()) {
    actors.set(actor.name, new StagedActor(arena, actor, await openWay(target, i)));
  }
  const pings = setInterval(() => {
    for (const actor of actors.values()) void actor.ping();
  }, PING_MS);
  try {
    await play(arena, actors, (phase, nth) => {
      recorder.record({ f: 'phase', type: 'ok', client: '', phase });
      onEvent({ kind: 'step', name: workload.name, step: nth, steps: 4, text: phase });
    });
  } finally {
    clearInterval(pings);
    endWatch();
    letGo();
    arena.isOver = true;
    await clearArena(arena, actors);
  }
  const { isShared, strange } = arena;
  return { history: recorder.history, problem: arena.waiting.endedBy, isShared, strange };
}

async function play(
  arena: Arena,
  actors: ReadonlyMap<string, StagedActor>,
  enter: (phase: Phase, nth: number) => void,
): Promise<void> {
  const { waiting, recorder } = arena;
  const nemesis = new Nemesis(arena, actors);
  enter('main', 1);
  const underWay = await playMain(arena, actors, nemesis);
  enter('heal', 2);
  await nemesis.heal();
  if (waiting.endedBy === undefined) enter('settle', 3);
  await settle(arena, actors, underWay);
  if (waiting.endedBy === undefined) enter('drain', 4);
  // They take no longer than it takes to settle: a server may be gone for good by now.
  const lastSteps = new Set<Promise<void>>();
  const done = performLast(arena, actors).finally(() => lastSteps.delete(done));
  lastSteps.add(done);
  await settle(arena, actors, lastSteps);
  await drain(arena);
  await askAtEnd(arena, actors);
  if (waiting.endedBy === undefined) recorder.record({ f: 'end', type: 'ok', client: '' });
}

/** Does the steps of the final generator, one after the other. */
async function performLast(arena: Arena, actors: ReadonlyMap<string, StagedActor>): Promise<void> {
  for (const step of arena.plan.finalSteps) {
    const actor = actors.get(step.actor);
    if (actor && arena.waiting.endedBy === undefined) await performStep(arena, actor, step);
  }
}

/** Does steps and faults at their times. @returns those that are still under way, which leave when done */
async function playMain(
  arena: Arena,
  actors: ReadonlyMap<string, StagedActor>,
  nemesis: Nemesis,
): Promise<ReadonlySet<Promise<void>>> {
  const { plan, waiting, recorder } = arena;
  const startMs = recorder.elapsedMs;
  const until = (atMs: number): Promise<void> =>
    waiting.pause(Math.max(0, startMs + atMs - recorder.elapsedMs));
  const underWay = new Set<Promise<void>>();
  const strikes = (async () => {
    for (const fault of plan.faults) {
      await until(fault.atMs);
      if (waiting.endedBy === undefined) nemesis.strike(fault);
    }
  })();
  for (const step of plan.steps) {
    if (recorder.elapsedMs < startMs + step.atMs) await until(step.atMs);
    if (waiting.endedBy !== undefined) break;
    const actor = actors.get(step.actor);
    if (!actor) throw new Error(`the plan speaks of ${step.actor}, which is no actor`);
    const done = performStep(arena, actor, step)
      // A defect of ours, or options that the library does not take: nothing of it is the server's fault.
      .catch((error: unknown) => {
        waiting.end(messageOf(error));
      })
      .finally(() => underWay.delete(done));
    underWay.add(done);
  }
  await strikes;
  await until(plan.mainMs);
  return underWay;
}
