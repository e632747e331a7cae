import { randomInt } from 'node:crypto';

import { describePlan } from '../describe-plan';
import type { LoadPlan, Plan, ReachedTarget } from '../plan';
import { PlanError } from '../plan-error';
import { REPORT_FORMAT, type BenchReport, type MaxRate, type RunReport } from '../report';
import { nameOfTarget, openTarget } from '../targets/open-target';
import { CONFIRM_TIMES, findMax, PROBE_WARM_UP_MS } from './find-max';
import { hasHeld } from './held';
import { aboutHowLong } from './how-long';
import { interruptionOf } from './interruption';
import type { LiveRound } from './live-round';
import { describeMachine } from './machine';
import { turnsOf } from './round-order';
import { runRound } from './run-round';

/** What happens while a bench runs. */
export type BenchEvent =
  /** Before all others, where it is known about how long it will take. */
  | { readonly kind: 'begin'; readonly aboutMs: number }
  | {
      readonly kind: 'live';
      readonly target: string;
      /** What is being done: `round 2 of 5`, `4000 messages/s`. */
      readonly what: string;
      readonly live: LiveRound;
    }
  | { readonly kind: 'round'; readonly target: string; readonly run: RunReport }
  | {
      readonly kind: 'rate';
      readonly target: string;
      readonly rate: number;
      readonly held: boolean;
      readonly why: string;
    };

export interface BenchOptions {
  readonly plan: Plan;
  /** Of nats-test. */
  readonly version: string;
  /** The command line's words. */
  readonly args: readonly string[];
  /** The compiled `load/worker`. */
  readonly workerFile: string;
  /** The command that runs the embedded server with the flags of the real one. */
  readonly embeddedCommand: readonly [string, ...string[]];
  /** Its reason is the name of the signal. */
  readonly interrupted: AbortSignal;
  readonly onEvent: (event: BenchEvent) => void;
}

const SHORT_ROUND_MS = 20_000;
const LONG_ROUND_MS = 600_000;
const PROBE_INTERVAL_MS = 100;
/** What a rate that is too high leaves behind is of no interest. */
const PROBE_DRAIN_MS = 2000;
const DRAIN_MS_MIN = 60_000;
const NOTHING =
  'nothing was measured, as no message was due in that time: give a longer --duration, or longer steps of --rate';
/** Each has a seed of its own. */
const WORKERS_MAX = 1000;

/** Runs a bench to its end, come what may. What there is less than was asked for is told as `partial`. */
export async function runBench(options: BenchOptions): Promise<BenchReport> {
  const { plan, interrupted } = options;
  const bench = new Bench(options);
  const startedAt = new Date().toISOString();
  const runs: RunReport[][] = plan.targets.map(() => []);
  const rates: (MaxRate | undefined)[] = plan.targets.map(() => undefined);
  let partial: string | undefined;
  const aboutMs = aboutHowLong(plan);
  if (aboutMs !== undefined) options.onEvent({ kind: 'begin', aboutMs });
  try {
    // A second one that can't be measured is better known before minutes are spent on the first.
    for (const target of plan.targets.slice(1)) partial ??= await bench.reach(target);
    if (partial !== undefined) return reportOf(options, { startedAt, runs, rates, partial });
    if (plan.findMax) {
      for (const [at, target] of plan.targets.entries()) {
        if (interruptionOf(interrupted) !== undefined) break;
        const found = await bench.findMax(target, plan.findMax);
        rates[at] = found.maxRate;
        runs[at] = [...found.wrong];
      }
    }
    for (const { target: at, round } of turnsOf(plan.targets.length, plan.rounds)) {
      const target = plan.targets[at];
      const found = rates[at];
      // Where no rate was confirmed there is none to run.
      if (!target || found?.isConfirmed === false) continue;
      if (interruptionOf(interrupted) !== undefined) break;
      const load = found === undefined ? plan.load : atRate(plan.load, found.rate);
      const run = await bench.round(target, load, round);
      if (run.messages.published > 0) {
        runs[at]?.push(run);
      } else if (interruptionOf(interrupted) === undefined) {
        // There is nothing in it, and the next round would go the same way.
        partial = `${nameOfTarget(target)}: ${run.partial ?? NOTHING}`;
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    partial = error.message;
  }
  partial ??= interruptionOf(interrupted);
  partial ??= unconfirmedOf(plan.targets.map(nameOfTarget), rates);
  partial ??= partialOf(plan.targets, runs);
  return reportOf(options, { startedAt, runs, rates, ...(partial !== undefined && { partial }) });
}

function reportOf(
  { plan, version, args }: BenchOptions,
  measured: {
    readonly startedAt: string;
    readonly runs: readonly (readonly RunReport[])[];
    readonly rates: readonly (MaxRate | undefined)[];
    readonly partial?: string;
  },
): BenchReport {
  const { startedAt, runs, rates, partial } = measured;
  return {
    format: REPORT_FORMAT,
    version,
    startedAt,
    machine: describeMachine(),
    args,
    plan: describePlan(plan.load, plan.store, plan.findMax),
    targets: plan.targets.map((target, at) => {
      const maxRate = rates[at];
      return {
        name: nameOfTarget(target),
        kind: target.kind,
        runs: runs[at] ?? [],
        ...(maxRate && { maxRate }),
      };
    }),
    ...(partial !== undefined && { partial }),
  };
}

/** Why the first round is partial that is; of two targets it says which. */
function partialOf(
  targets: readonly ReachedTarget[],
  runs: readonly (readonly RunReport[])[],
): string | undefined {
  const names = targets.map(nameOfTarget);
  for (const [at, name] of names.entries()) {
    const partial = runs[at]?.find((run) => run.partial !== undefined)?.partial;
    if (partial === undefined) continue;
    if (names.length === 1) return partial;
    return `${names.every((it) => it === name) ? `${name} (${at + 1})` : name}: ${partial}`;
  }
  return undefined;
}

class Bench {
  readonly #options: BenchOptions;
  /** Channels of a server that is not ours may be used by others: this tells their messages apart. */
  readonly #id = randomInt(2 ** 32 - 1);
  #rounds = 0;

  constructor(options: BenchOptions) {
    this.#options = options;
  }

  async round(target: ReachedTarget, load: LoadPlan, round: number): Promise<RunReport> {
    const { rounds } = this.#options.plan;
    const run = await this.#run(target, load, {
      what: `round ${round} of ${rounds}`,
      // The same sizes for both targets, others in the next round.
      seed: this.#id + round * WORKERS_MAX,
      intervalMs: intervalOf(load),
      // What was published first is what is to be measured, however long it takes.
      drainMsMax: load.drain ? Infinity : Math.max(DRAIN_MS_MIN, 2 * durationOf(load)),
    });
    const ofRound = { ...run, round };
    if (run.messages.published > 0) {
      this.#options.onEvent({ kind: 'round', target: nameOfTarget(target), run: ofRound });
    }
    return ofRound;
  }

  /**
   * Sends one message through a target.
   * @returns why that can't be done; undefined when it can, and after Ctrl+C
   */
  async reach(target: ReachedTarget): Promise<string | undefined> {
    const { load } = this.#options.plan;
    const one: LoadPlan = {
      ...load,
      extent: { kind: 'messages', messages: 1 },
      warmUp: { kind: 'time', durationMs: 0 },
      pace: { kind: 'window', window: 1 },
      terms: { ...load.terms, workMs: 0 },
      drain: false,
    };
    const run = await this.#run(target, one, {
      what: 'is it there?',
      seed: this.#id,
      intervalMs: PROBE_INTERVAL_MS,
      drainMsMax: PROBE_DRAIN_MS,
    });
    if (run.messages.acknowledged > 0 || this.#options.interrupted.aborted) return undefined;
    return `${nameOfTarget(target)}: ${run.partial ?? 'it acknowledges nothing'}`;
  }

  async findMax(
    target: ReachedTarget,
    { startRate, probeMs }: NonNullable<Plan['findMax']>,
  ): Promise<{ readonly maxRate: MaxRate; readonly wrong: readonly RunReport[] }> {
    const { plan, interrupted, onEvent } = this.#options;
    const name = nameOfTarget(target);
    const wrong: RunReport[] = [];
    const maxRate = await findMax(startRate, async (rate, kind) => {
      const durationMs = kind === 'confirm' ? CONFIRM_TIMES * probeMs : probeMs;
      const load: LoadPlan = {
        ...atRate(plan.load, rate),
        extent: { kind: 'time', durationMs },
        warmUp: { kind: 'time', durationMs: PROBE_WARM_UP_MS },
      };
      const run = await this.#run(target, load, {
        what: `${rate} messages/s`,
        seed: this.#id,
        intervalMs: PROBE_INTERVAL_MS,
        drainMsMax: PROBE_DRAIN_MS,
      });
      // A rate that fails for being too high is no news; wrong answers are, at any rate.
      if (run.verification.verdict === 'invalid') wrong.push({ ...run, round: 0 });
      const { held, why, isClear } = hasHeld(run, rate, durationMs);
      onEvent({ kind: 'rate', target: name, rate, held, why });
      const isLast = interrupted.aborted || run.messages.published === 0;
      return { held, why, isClear, isLast };
    });
    return { maxRate, wrong };
  }

  async #run(
    target: ReachedTarget,
    load: LoadPlan,
    how: {
      readonly what: string;
      readonly seed: number;
      readonly intervalMs: number;
      readonly drainMsMax: number;
    },
  ): Promise<RunReport> {
    const { plan, embeddedCommand, workerFile, interrupted, onEvent } = this.#options;
    const name = nameOfTarget(target);
    // Each round has a server of its own, so that none inherits what the one before has left there.
    const open = await openTarget(target, plan.store, embeddedCommand);
    try {
      return await runRound({
        load,
        target: open,
        round: ++this.#rounds,
        bench: this.#id,
        seed: how.seed,
        intervalMs: how.intervalMs,
        drainMsMax: how.drainMsMax,
        workerFile,
        interrupted,
        onLive: (live) => onEvent({ kind: 'live', target: name, what: how.what, live }),
      });
    } finally {
      await open.close();
    }
  }
}

function unconfirmedOf(
  names: readonly string[],
  rates: readonly (MaxRate | undefined)[],
): string | undefined {
  const sentences = rates.flatMap((found, at) => {
    if (!found || found.isConfirmed) return [];
    const why = found.tried.at(-1)?.why ?? 'no rate was tried';
    return [`${names[at] ?? ''}: no rate was confirmed, so that no round was run: ${why}`];
  });
  return sentences[0];
}

function atRate(load: LoadPlan, rate: number): LoadPlan {
  return { ...load, pace: { kind: 'rate', steps: [{ rate }], window: load.pace.window } };
}

function durationOf({ extent }: LoadPlan): number {
  return extent.kind === 'time' ? extent.durationMs : 0;
}

/** Some dozens of moments in a short round, some hundreds in a long one. */
function intervalOf(load: LoadPlan): number {
  const durationMs = durationOf(load);
  if (durationMs <= SHORT_ROUND_MS) return 250;
  return durationMs <= LONG_ROUND_MS ? 1000 : 10_000;
}
