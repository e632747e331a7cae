import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { worst } from '../checkers/checker';
import type { RunEvent, RunResult, ScenarioResult } from '../report/run-result';
import type { Need, Scenario } from '../scenarios/scenario';
import { nameOfTarget } from '../target/name-of-target';
import { openTarget } from '../target/open-target';
import type { Target, TargetOptions } from '../target/target';
import { judgePlayed } from './judge-played';
import { makeFolder } from '../../base/make-folder';
import { preflight } from './preflight';
import { endOf, runScenario } from './run-scenario';
import { HistoryWriter } from './write-history';

/** What is to be proven, and of which server. */
export interface VerifyOptions {
  readonly scenarios: readonly Scenario[];
  readonly target: TargetOptions;
  /** Where the histories go, one file for each scenario; made when it is not there. */
  readonly historyFolder: string;
  readonly onEvent: (event: RunEvent) => void;
  /** Ends the run early, cleanly. */
  readonly interrupted: AbortSignal;
}

const MISSING: Readonly<Record<Need, (target: Target) => string>> = {
  monitoring: ({ monitoringProblem = 'none was given: give --monitoring URL' }) =>
    `needs the server's monitoring port, and ${monitoringProblem}`,
  heartbeats: () => "needs the server's heartbeat settings: give its --hbi, --hbt and --hbf",
};

/** Runs scenarios side by side on a server, and has what was seen judged. */
export async function verify(options: VerifyOptions): Promise<RunResult> {
  const startMs = performance.now();
  const runId = newRunId();
  const { scenarios, historyFolder } = options;
  const target = nameOfTarget(options.target);
  const end = (results: readonly ScenarioResult[], problem: string | undefined): RunResult => ({
    runId,
    target,
    // Of no results it is unknown.
    verdict: worst(results.map(({ verdict }) => verdict)),
    scenarios: results,
    elapsedMs: performance.now() - startMs,
    ...(problem === undefined ? {} : { problem }),
    ...(results.some(({ historyFile }) => historyFile !== undefined) ? { historyFolder } : {}),
  });

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
    const look = await preflight(found, scenarios, runId);
    if (look.problem !== undefined) return end([], look.problem);
    found = look.target;
  }
  // Every scenario listens to it, which is no leak.
  const interrupted = AbortSignal.any([options.interrupted]);
  setMaxListeners(0, interrupted);
  const unwritten: string[] = [];
  const run: Run = { ...options, interrupted, target: found, runId, targetName: target, unwritten };
  const proofs = await Promise.allSettled(scenarios.map((scenario) => prove(scenario, run)));
  // A defect of ours in one scenario: the others have cleared away what they had made by now.
  const results = proofs.map((proof) => {
    if (proof.status === 'rejected') throw proof.reason;
    return proof.value;
  });
  return end(
    results,
    interrupted.aborted ? `interrupted by ${String(interrupted.reason)}` : unwritten[0],
  );
}

interface Run extends VerifyOptions {
  readonly runId: string;
  readonly targetName: string;
  /** Why histories could not be written: the same sentence for each. */
  readonly unwritten: string[];
}

/** Runs one scenario and judges it. */
async function prove(scenario: Scenario, run: Run): Promise<ScenarioResult> {
  const startMs = performance.now();
  const { name, lesson, expected } = scenario;
  run.onEvent({ kind: 'started', name });
  const target = await openTarget(run.target, scenario);
  let result: ScenarioResult;
  try {
    const proven = await proveOn(target, scenario, run);
    result = { name, lesson, expected, ...proven, elapsedMs: performance.now() - startMs };
  } finally {
    await target.close();
  }
  run.onEvent({ kind: 'ended', result });
  return result;
}

async function proveOn(
  target: Target,
  scenario: Scenario,
  run: Run,
): Promise<Omit<ScenarioResult, 'name' | 'lesson' | 'expected' | 'elapsedMs'>> {
  const missing = scenario.needs?.find((need) => lacks(target, need));
  if (missing)
    return { verdict: 'unknown', seen: MISSING[missing](target), findings: [], history: [] };
  const { runId, onEvent, interrupted } = run;
  const { heartbeats, limits, nodes } = target;
  const facts = {
    ...(heartbeats && { heartbeats }),
    ...(limits && { limits }),
    ...(nodes !== undefined && { nodes }),
  };
  const writer = new HistoryWriter(run.historyFolder, {
    ...{ seed: null, runId, scenario: scenario.name, target: run.targetName, facts },
  });
  try {
    const played = await runScenario(scenario, target, runId, onEvent, interrupted, writer);
    const unwritten = await writer.end(endOf(played));
    if (unwritten !== undefined) run.unwritten.push(unwritten);
    const problem = played.problem ?? unwritten;
    const judgement = judgePlayed(scenario, { ...played, problem }, facts, runId);
    const { history } = played;
    return {
      ...judgement,
      history,
      ...(unwritten === undefined ? { historyFile: writer.file } : {}),
    };
  } finally {
    await writer.end();
  }
}

function lacks({ monitoringUrl, heartbeats }: Target, need: Need): boolean {
  return need === 'monitoring' ? monitoringUrl === undefined : heartbeats === undefined;
}

/** Short, and different from run to run: it stands in client IDs and values. */
function newRunId(): string {
  return `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
}
