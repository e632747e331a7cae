import { join } from 'node:path';
import { judge } from '../lesson/judge';
import type { LessonEvent } from '../lesson/lesson-event';
import { findLessonScripts } from '../lesson/lesson-scripts';
import { runMainJob } from '../lesson/main-job';
import { renderLive } from '../lesson/render-live';
import { renderSummary } from '../lesson/render-summary';
import { report } from '../lesson/report';
import { paintFor } from './colours';
import type { ExitStatus } from './command-error';
import { serverArgs } from './server-args';

export interface StartOptions {
  readonly json?: true;
  readonly manifest?: string;
}

/**
 * `nats-test start`, the main job: runs the lesson for real and gives a verdict.
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
  if (json) {
    process.stdout.write(`${JSON.stringify(report(record, verdict), undefined, 2)}\n`);
    if (verdict.problem !== undefined) process.stderr.write(`nats-test: ${verdict.problem}\n`);
  } else {
    print(renderSummary(record, verdict, paint));
  }
  return verdict.verdict === 'valid' ? 0 : 1;
}
