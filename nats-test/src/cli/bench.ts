import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { describePlan } from '../bench/describe-plan';
import type { LoadFlags } from '../bench/load-flags';
import { makePlan } from '../bench/make-plan';
import type { Plan, ReachedTarget } from '../bench/plan';
import { PlanError } from '../bench/plan-error';
import { refuseFullChannels } from '../bench/refuse-full-channels';
import type { BenchReport } from '../bench/report';
import { runBench } from '../bench/run/run-bench';
import { nameOfTarget } from '../bench/targets/open-target';
import { benchScreen } from './bench-screen';
import {
  checkResultFiles,
  readResultFlags,
  refuseIncomparable,
  writeResults,
  type ResultFlags,
} from './bench-results';
import { readTargets } from './bench-targets';
import { paintFor } from './colours';
import { badUsage, type ExitStatus } from './command-error';
import type { ConnectionFlags } from './connection-options';
import { statusOfSignal } from './status-of-signal';
import { packageVersion } from './version';

export type BenchFlags = LoadFlags & ConnectionFlags & ResultFlags;

/** Compiled files: `dist` has the same folders as `src`. */
const WORKER_FILE = join(__dirname, '..', 'bench', 'load', 'worker.js');
const EMBEDDED_SERVER_FILE = join(__dirname, 'nats-streaming-server.js');

/**
 * `nats-test bench`: measures one target, or two side by side.
 * @param words the targets that were typed
 * @throws CommandError, bad usage
 */
export async function bench(
  words: readonly string[],
  flags: BenchFlags,
  interrupted: AbortSignal,
): Promise<ExitStatus> {
  const targets = readTargets(words, flags);
  const plan = planOf(flags, targets);
  const results = readResultFlags(flags);
  refuseIncomparable(results, {
    plan: describePlan(plan.load, plan.store, plan.findMax),
    targets: targets.map((it) => ({ name: nameOfTarget(it), kind: it.kind, runs: [] })),
  });
  await checkResultFiles(flags);
  const paint = paintFor(process.stdout, process.env);
  const screen = flags.json ? undefined : benchScreen(process.stdout, process.env, paint);
  const report = await runBench({
    plan,
    version: packageVersion(),
    args: argsOf(process.argv),
    workerFile: WORKER_FILE,
    embeddedCommand: [process.execPath, EMBEDDED_SERVER_FILE],
    interrupted,
    onEvent: (event) => screen?.onEvent(event),
  }).finally(() => screen?.end());
  const comparison = writeResults(report, results);
  const exitStatus = benchStatus(report, interrupted);
  // What was measured must be right before anybody asks whether it is worse.
  return exitStatus === 0 ? (comparison?.exitStatus ?? 0) : exitStatus;
}

/** How the command ends, by what was measured. */
export function benchStatus(report: BenchReport, interrupted: AbortSignal): ExitStatus {
  if (interrupted.aborted) return statusOfSignal(interrupted);
  const runs = report.targets.flatMap((target) => target.runs);
  if (runs.some(({ verification }) => verification.verdict === 'invalid')) return 1;
  // One target that could be measured does not make up for one that could not.
  const isMeasured = report.targets.every((target) =>
    target.runs.some(({ messages }) => messages.acknowledged > 0),
  );
  if (!isMeasured) return 2;
  return report.partial === undefined ? 0 : 1;
}

function planOf(flags: BenchFlags, targets: readonly ReachedTarget[]): Plan {
  try {
    const plan = { targets, ...makePlan(flags, targets.length, availableParallelism()) };
    refuseFullChannels(plan);
    return plan;
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    throw badUsage(error.message, error);
  }
}

/** What was typed behind `nats-test`, with no login in it: reports are passed around. */
function argsOf(argv: readonly string[]): string[] {
  const secret = /^--(pass|token)$/;
  return argv
    .slice(2)
    .map((word, at, words) =>
      secret.test(words[at - 1] ?? '')
        ? '***'
        : word
            .replace(/^(--(?:pass|token)=).*/s, '$1***')
            .replace(/((?:^|=|,)\s*(?:[a-z][a-z0-9+.-]*:\/\/)?)[^@\s,/]+@/gi, '$1***@'),
    );
}
