import { join } from 'node:path';
import { judge } from '../lesson/judge';
import type { LessonEvent } from '../lesson/lesson-event';
import { findLessonScripts } from '../lesson/lesson-scripts';
import { runMainJob } from '../lesson/main-job';
import { renderLive } from '../lesson/render-live';
import { renderSummary } from '../lesson/render-summary';
import { report } from '../lesson/report';
import { reportRun } from '../harness/report/run-report';
import type { RunResult } from '../harness/report/run-result';
import { sentence } from '../harness/report/sentence';
import { paintFor } from './colours';
import type { ExitStatus } from './command-error';
import { serverArgs } from './server-args';
import { verifyEmbedded, verifyStatus } from './verify';

export interface StartOptions {
  readonly json?: true;
  readonly manifest?: string;
}

/**
 * `nats-test start`, the main job: runs the lesson for real and gives a verdict, then proves all
 * lessons on the embedded server.
 * @throws CommandError when the manifest makes no sense
 */
export async function start(
  { json, manifest }: StartOptions,
  interrupted: AbortSignal,
): Promise<ExitStatus> {
  const paint = paintFor(process.stdout, process.env);
  const print = (line: string | undefined): void => {
    if (!json && line !== undefined) process.stdout.write(`${line}\n`);
  };
  const { args, source } = await serverArgs({ typed: [], manifest, folder: process.cwd() });
  const scripts = findLessonScripts(join(__dirname, '..', '..'));
  print(`A NATS Streaming server with the flags of ${source ?? 'nobody'}, but on free ports:`);
  print(`  ${args.join(' ')}`);
  print('Beside it the lesson, as you would run it; what you would type is marked with >.');

  const record = await runMainJob({
    args,
    scripts,
    onEvent: (event: LessonEvent) => print(renderLive(event, paint)),
    interrupted,
  });
  const verdict = judge(record);
  if (!json) print(renderSummary(record, verdict, paint));

  // Whoever has interrupted the first part does not wait for a second one.
  const isGoingOn = !interrupted.aborted;
  if (isGoingOn) print('\nNow every lesson by itself, as nats-test verify proves it.\n');
  const run = isGoingOn ? await verifyEmbedded(interrupted, !json) : undefined;
  if (json) {
    const whole = { ...report(record, verdict), ...(run && { verify: reportRun(run) }) };
    process.stdout.write(`${JSON.stringify(whole, undefined, 2)}\n`);
    for (const problem of [verdict.problem, run?.problem]) {
      if (problem !== undefined) process.stderr.write(`nats-test: ${sentence(problem)}\n`);
    }
  }
  return worseStatus(verdict.verdict === 'valid' ? 0 : 1, run, interrupted);
}

/** An interruption tells most, then what is not valid, then what is not known. */
function worseStatus(
  lesson: 0 | 1,
  run: RunResult | undefined,
  interrupted: AbortSignal,
): ExitStatus {
  const proven = run ? verifyStatus(run, interrupted) : 0;
  return lesson === 1 && proven === 2 ? 1 : proven === 0 ? lesson : proven;
}
