import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { encodePlan, makePlan } from '../generators/make-plan';
import type { Storm } from '../generators/storm';
import type { HistoryHeader } from '../history/format';
import type { TargetFacts } from '../history/target-facts';
import type { RunEvent, ScenarioResult } from '../report/run-result';
import { isWorkload, type Need, type Scenario, type Workload } from '../scenarios/scenario';
import { openStrikable, openTarget } from '../target/open-target';
import type { Target, TargetOptions } from '../target/target';
import { judgePlayed } from './judge-played';
import { endOf, type Played } from './played';
import { runScript } from './run-script';
import { runWorkload } from './workload/run-workload';
import { HistoryWriter } from './write-history';

/** What the scenarios of a run have in common. */
export interface Run {
  readonly runId: string;
  readonly target: TargetOptions;
  /** For people. */
  readonly targetName: string;
  /** Its faults are those that the target can be struck with. */
  readonly storm: Storm;
  readonly historyFolder: string;
  readonly onEvent: (event: RunEvent) => void;
  readonly interrupted: AbortSignal;
  /** Why histories could not be written: the same sentence for each. */
  readonly unwritten: string[];
}

const MISSING: Readonly<Record<Need, (target: Target) => string>> = {
  monitoring: ({ monitoringProblem = 'none was given: give --monitoring URL' }) =>
    `needs the server's monitoring port, and ${monitoringProblem}`,
  heartbeats: () => "needs the server's heartbeat settings: give its --hbi, --hbt and --hbf",
  cluster: () => 'needs a cluster: --target cluster:PATH',
};

/**
 * Plays one scenario and judges it.
 * @throws TargetError when its server can't be started
 */
export async function prove(scenario: Scenario, run: Run): Promise<ScenarioResult> {
  const startMs = performance.now();
  const { name, lesson, expected } = scenario;
  run.onEvent({ kind: 'started', name });
  const target = await (isWorkload(scenario)
    ? openStrikable(run.target, scenario.server ?? {})
    : openTarget(run.target, scenario));
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

type Proven = Omit<ScenarioResult, 'name' | 'lesson' | 'expected' | 'elapsedMs'>;

async function proveOn(target: Target, scenario: Scenario, run: Run): Promise<Proven> {
  const missing = scenario.needs?.find((need) => lacks(target, need));
  if (missing)
    return { verdict: 'unknown', seen: MISSING[missing](target), findings: [], history: [] };
  const { runId, storm } = run;
  const facts = factsOf(target);
  const header: HistoryHeader = {
    seed: isWorkload(scenario) ? storm.seed : null,
    runId,
    scenario: scenario.name,
    target: run.targetName,
    facts,
    ...(isWorkload(scenario) && storm.faults ? { faults: storm.faults } : {}),
  };
  const writer = new HistoryWriter(run.historyFolder, header);
  try {
    const played = await play(scenario, target, run, writer);
    const unwritten = await writer.end(endOf(played));
    if (unwritten !== undefined) run.unwritten.push(unwritten);
    const problem = played.problem ?? unwritten;
    const judgement = judgePlayed(scenario, { ...played, problem }, header);
    return {
      ...judgement,
      history: played.history,
      ...(unwritten === undefined ? { historyFile: writer.file } : {}),
    };
  } finally {
    await writer.end();
  }
}

function play(
  scenario: Scenario,
  target: Target,
  run: Run,
  writer: HistoryWriter,
): Promise<Played> {
  const { runId, onEvent, interrupted } = run;
  if (!isWorkload(scenario)) {
    return runScript(scenario, target, runId, onEvent, interrupted, writer);
  }
  return playWorkload(scenario, target, run, writer);
}

async function playWorkload(
  workload: Workload,
  target: Target,
  { runId, storm, historyFolder, onEvent, interrupted, ...run }: Run,
  writer: HistoryWriter,
): Promise<Played> {
  const plan = makePlan(workload, {
    ...storm,
    faults: storm.faults ?? [],
    isCluster: run.target.kind === 'cluster',
  });
  // Its place is where the history is; that nothing can be written there, the writer says.
  await writeFile(join(historyFolder, `${workload.name}.plan.json`), encodePlan(plan)).catch(
    () => undefined,
  );
  return runWorkload({ workload, plan, target }, runId, onEvent, interrupted, writer);
}

function factsOf({ heartbeats, limits, nodes }: Target): TargetFacts {
  return {
    ...(heartbeats && { heartbeats }),
    ...(limits && { limits }),
    ...(nodes !== undefined && { nodes }),
  };
}

function lacks({ monitoringUrl, heartbeats, nodes }: Target, need: Need): boolean {
  switch (need) {
    case 'monitoring':
      return monitoringUrl === undefined;
    case 'heartbeats':
      return heartbeats === undefined;
    case 'cluster':
      return (nodes ?? 1) < 2;
  }
}
