import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';

import { makeFolder } from '../../base/make-folder';
import { worst } from '../checkers/checker';
import type { Storm } from '../generators/storm';
import type { LeftOut, RunEvent, RunResult, ScenarioResult } from '../report/run-result';
import { isWorkload, type Scenario } from '../scenarios/scenario';
import { nameOfTarget } from '../target/name-of-target';
import { TargetError, type TargetOptions } from '../target/target';
import { misfit, possibleFaults } from './fits';
import { preflight } from './preflight';
import { prove, type Run } from './prove';

/** What is to be proven, and of which server. */
export interface VerifyOptions {
  readonly scenarios: readonly Scenario[];
  readonly target: TargetOptions;
  /** For scenarios under load and faults. */
  readonly storm: Storm;
  /** So many of those at a time; the others take no machine's time worth speaking of. */
  readonly jobs?: number;
  /** Where the histories go, one file for each scenario; made when it is not there. */
  readonly historyFolder: string;
  readonly onEvent: (event: RunEvent) => void;
  /** Ends the run early, cleanly. */
  readonly interrupted: AbortSignal;
}

/** Runs scenarios side by side on a server, and has what was seen judged. */
export async function verify(options: VerifyOptions): Promise<RunResult> {
  const startMs = performance.now();
  const runId = newRunId();
  const { historyFolder } = options;
  const faults = options.storm.faults && possibleFaults(options.storm.faults, options.target);
  const storm = { ...options.storm, faults };
  const target = nameOfTarget(options.target);
  const { chosen, leftOut } = sort(options);
  const end = (results: readonly ScenarioResult[], problem: string | undefined): RunResult => ({
    runId,
    target,
    ...(chosen.some(isWorkload) ? { seed: storm.seed, faults: faults ?? [] } : {}),
    // Of no results it is unknown.
    verdict: worst(results.map(({ verdict }) => verdict)),
    scenarios: results,
    leftOut,
    elapsedMs: performance.now() - startMs,
    ...(problem === undefined ? {} : { problem }),
    ...(results.some(({ historyFile }) => historyFile !== undefined) ? { historyFolder } : {}),
  });

  if (chosen.length === 0) {
    const why = leftOut.map((it) => `${it.name}: ${it.why}`).join('; ');
    return end([], `nothing of what was chosen can be played on ${target} (${why})`);
  }
  try {
    await makeFolder(historyFolder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return end(
      [],
      `the folder ${historyFolder} can't be made (${String(code)}): give another with --history`,
    );
  }
  let found: TargetOptions = options.target;
  if (found.kind === 'url') {
    const look = await preflight(found, chosen, runId);
    if (look.problem !== undefined) return end([], look.problem);
    found = look.target;
  }
  // Every scenario listens to it, which is no leak.
  const interrupted = AbortSignal.any([options.interrupted]);
  setMaxListeners(0, interrupted);
  const unwritten: string[] = [];
  const run: Run = {
    ...options,
    storm,
    interrupted,
    target: found,
    runId,
    targetName: target,
    unwritten,
  };
  const { results, problem } = await proveAll(chosen, run, options.jobs);
  return end(
    results,
    interrupted.aborted
      ? `interrupted by ${String(interrupted.reason)}`
      : (problem ?? unwritten[0]),
  );
}

/** Scenarios that can be played on the target, and those that can't. */
function sort({ scenarios, target }: VerifyOptions): {
  readonly chosen: readonly Scenario[];
  readonly leftOut: readonly LeftOut[];
} {
  const leftOut = scenarios.flatMap((scenario) => {
    const why = misfit(scenario, target);
    return why === undefined ? [] : [{ name: scenario.name, why }];
  });
  const names = new Set(leftOut.map(({ name }) => name));
  return { chosen: scenarios.filter(({ name }) => !names.has(name)), leftOut };
}

/** Lessons all at a time; what makes load, a few at a time. */
async function proveAll(
  scenarios: readonly Scenario[],
  run: Run,
  jobs = 2 * availableParallelism(),
): Promise<{ readonly results: ScenarioResult[]; readonly problem: string | undefined }> {
  const waiting = scenarios.filter(isWorkload);
  const proofs = new Map<Scenario, Promise<ScenarioResult>>();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (run.interrupted.aborted) return;
      const proof = prove(next, run);
      proofs.set(next, proof);
      await proof.catch(() => undefined);
    }
  };
  for (const scenario of scenarios) {
    if (!isWorkload(scenario)) proofs.set(scenario, prove(scenario, run));
  }
  const workers = Array.from({ length: Math.min(jobs, waiting.length) }, work);
  await Promise.allSettled([...workers, ...proofs.values()]);
  const results: ScenarioResult[] = [];
  let problem: string | undefined;
  for (const scenario of scenarios) {
    try {
      results.push((await proofs.get(scenario)) ?? notPlayed(scenario, 'not played'));
    } catch (error) {
      // Anything else is a defect of ours; the others have cleared away what they had made by now.
      if (!(error instanceof TargetError)) throw error;
      results.push(notPlayed(scenario, error.message));
      problem ??= error.message;
    }
  }
  return { results, problem };
}

function notPlayed({ name, lesson, expected }: Scenario, seen: string): ScenarioResult {
  const nothing = { findings: [], history: [], elapsedMs: 0 } as const;
  return { name, lesson, expected, verdict: 'unknown', seen, ...nothing };
}

/** Short, and different from run to run: it stands in client IDs and values. */
function newRunId(): string {
  return `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
}
