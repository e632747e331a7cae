import type { Paint } from '../base/paint';
import { renderRun } from '../harness/report/render-run';
import type { RunResult } from '../harness/report/run-result';
import { renderReport } from '../harness/report/html/render-report';
import { reportRun } from '../harness/report/run-report';
import { sentence } from '../harness/report/sentence';
import { misfit } from '../harness/runner/fits';
import { verify as runScenarios, type VerifyOptions } from '../harness/runner/verify';
import { scripts } from '../harness/scenarios/all';
import { nameOfTarget } from '../harness/target/name-of-target';
import { paintFor } from './colours';
import type { ExitStatus } from './command-error';
import { readFaultFlags } from './fault-flags';
import { openHistoryFolder } from './history-folder';
import { checkFile, writeFiles } from './result-files';
import { listSabotages } from './sabotages';
import { statusOfSignal } from './status-of-signal';
import { statusOfVerdict } from './status-of-verdict';
import { readJobs, scenariosFor } from './verify-choice';
import { verifyScreen, widthOf, type VerifyScreen } from './verify-screen';
import { verifyAgain } from './verify-again';
import type { VerifyFlags } from './verify-flags';
import { readTarget } from './verify-target';
import { packageVersion } from './version';

/**
 * `nats-test verify`: proves the lessons on a server, and gives a verdict.
 * @throws CommandError, bad usage
 */
export async function verify(flags: VerifyFlags, interrupted: AbortSignal): Promise<ExitStatus> {
  if (flags.sabotage === 'help') {
    process.stdout.write(listSabotages());
    return 0;
  }
  const storm = readFaultFlags(flags);
  const target = readTarget(flags);
  if (flags.html !== undefined) checkFile('--html', flags.html);
  const again = verifyAgain(flags, storm);
  const startedAt = new Date().toISOString();
  const run = await runOnScreen({
    scenarios: scenariosFor(target, storm, flags),
    target,
    storm,
    ...(flags.jobs === undefined ? {} : { jobs: readJobs(flags.jobs) }),
    history: flags.history,
    interrupted,
    isShown: flags.json !== true,
    again,
  });
  if (flags.json) {
    process.stdout.write(
      `${JSON.stringify({ ...reportRun(run), again: ['nats-test', ...again] }, undefined, 2)}\n`,
    );
    if (run.problem !== undefined) process.stderr.write(`nats-test: ${sentence(run.problem)}\n`);
  }
  if (flags.html !== undefined) {
    const origin = { command: again, version: packageVersion(), startedAt };
    const page = { path: flags.html, text: renderReport({ ...run, ...origin }) };
    // 1 would tell of a server that is wrong.
    writeFiles([page], run.verdict === 'invalid' ? 1 : 2);
  }
  return verifyStatus(run, interrupted);
}

/** Proves the lessons on a fresh embedded server. */
export function verifyEmbedded(interrupted: AbortSignal, isShown: boolean): Promise<RunResult> {
  return runOnScreen({
    scenarios: scripts,
    target: { kind: 'embedded' },
    storm: readFaultFlags({}),
    history: undefined,
    interrupted,
    isShown,
  });
}

/** How a command ends that has proven lessons. */
export function verifyStatus({ verdict }: RunResult, interrupted: AbortSignal): ExitStatus {
  if (interrupted.aborted) return statusOfSignal(interrupted);
  return statusOfVerdict(verdict);
}

interface ScreenOptions extends Omit<VerifyOptions, 'onEvent' | 'historyFolder'> {
  /** Folder that was typed. */
  readonly history: string | undefined;
  readonly isShown: boolean;
  /** What repeats the run when it is typed behind `nats-test`. */
  readonly again?: readonly string[];
}

/** Runs scenarios and, when they are to be shown, shows how they go and what became of them. */
async function runOnScreen({
  history,
  isShown,
  again,
  ...options
}: ScreenOptions): Promise<RunResult> {
  const paint = paintFor(process.stdout, process.env);
  const folder = await openHistoryFolder(history);
  const screen = isShown ? liveScreen(options, paint) : undefined;
  let run: RunResult;
  try {
    run = await runScenarios({
      ...options,
      historyFolder: folder.path,
      onEvent: (event) => screen?.onEvent(event),
    });
  } finally {
    screen?.end();
    folder.removeIfUnused();
  }
  if (isShown) process.stdout.write(`${renderRun(run, paint, widthOf(process.stdout), again)}\n`);
  return run;
}

function liveScreen(
  { scenarios: chosen, target }: Pick<VerifyOptions, 'scenarios' | 'target'>,
  paint: Paint,
): VerifyScreen {
  const where = nameOfTarget(target);
  const names = chosen.filter((it) => misfit(it, target) === undefined).map(({ name }) => name);
  return verifyScreen(process.stdout, process.env, paint, `Lessons on ${where}`, names);
}
