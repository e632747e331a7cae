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
import { Nemesis } from './nemesis';
import { performStep } from './perform-step';
import { StagedActor } from './staged-actor';
import { watchHarness } from './watch-harness';
import { openWay } from './way';

/** Between two signs of life of each actor. */
const PING_MS = 1000;
/** By then all actors are back, or somebody wants to know why not. */
const SETTLE_MS = 30_000;
/** Nothing more is expected when nothing has moved for an ack wait and so much longer. */
const QUIET_MS = 1500;
/** What still moves then moves in circles. */
const DRAIN_MS_MAX = 60_000;
const POLL_MS = 50;

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
  const endWatch = watchHarness(arena);
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
  const { waiting, recorder, plan } = arena;
  const nemesis = new Nemesis(arena, actors);
  enter('main', 1);
  const underWay = await playMain(arena, actors, nemesis);
  enter('heal', 2);
  await nemesis.heal();
  if (waiting.endedBy === undefined) enter('settle', 3);
  await Promise.all(underWay);
  await settle(arena, actors);
  if (waiting.endedBy === undefined) enter('drain', 4);
  for (const step of plan.finalSteps) {
    const actor = actors.get(step.actor);
    if (actor && waiting.endedBy === undefined) await performStep(arena, actor, step);
  }
  await drain(arena);
  // What was sent before the answer to this has come.
  await Promise.all([...actors.values()].map((actor) => actor.ping()));
  if (waiting.endedBy === undefined) recorder.record({ f: 'end', type: 'ok', client: '' });
}

/** Does steps and faults at their times. @returns the steps that are still under way */
async function playMain(
  arena: Arena,
  actors: ReadonlyMap<string, StagedActor>,
  nemesis: Nemesis,
): Promise<Promise<void>[]> {
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
    const done = performStep(arena, actor, step).finally(() => underWay.delete(done));
    underWay.add(done);
  }
  await strikes;
  await until(plan.mainMs);
  return [...underWay];
}

/** Until all actors are what they want to be. */
async function settle({ waiting }: Arena, actors: ReadonlyMap<string, StagedActor>): Promise<void> {
  const missing = (): string | undefined => {
    for (const actor of actors.values()) if (actor.missing !== undefined) return actor.missing;
    return undefined;
  };
  const startMs = performance.now();
  while (missing() !== undefined && waiting.endedBy === undefined) {
    if (performance.now() - startMs > SETTLE_MS) {
      waiting.end(`${String(missing())}, within ${SETTLE_MS / 1000} s after the last fault`);
      return;
    }
    await waiting.pause(POLL_MS);
  }
  await Promise.all([...actors.values()].map((actor) => actor.ping()));
}

/** Until nothing comes any more. */
async function drain(arena: Arena): Promise<void> {
  const { waiting, recorder, plan } = arena;
  const waits = plan.actors.map((actor) => (actor.kind === 'listener' ? actor.terms.ackWaitMs : 0));
  const quietMs = Math.max(0, ...waits) + QUIET_MS;
  const startMs = recorder.elapsedMs;
  const isQuiet = (): boolean => recorder.elapsedMs - Math.max(startMs, arena.movedMs) >= quietMs;
  while (!isQuiet() && waiting.endedBy === undefined) {
    if (recorder.elapsedMs - startMs > DRAIN_MS_MAX) return;
    await waiting.pause(POLL_MS);
  }
}
