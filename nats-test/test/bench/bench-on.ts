import { join } from 'node:path';

import type { LoadFlags } from '../../src/bench/load-flags';
import { makePlan } from '../../src/bench/make-plan';
import type { BenchReport, RunReport } from '../../src/bench/report';
import { runBench, type BenchEvent } from '../../src/bench/run/run-bench';

/** Workers are processes, so that they run what is compiled; `npm test` compiles before. */
const dist = join(__dirname, '..', '..', 'dist');

export interface BenchOnOptions {
  readonly interrupted?: AbortSignal;
  readonly onEvent?: (event: BenchEvent) => void;
}

/** Runs a bench on a server that runs already. */
export function benchOn(
  { url, clusterId }: { readonly url: string; readonly clusterId: string },
  flags: LoadFlags,
  options: BenchOnOptions = {},
): Promise<BenchReport> {
  return runBench({
    plan: {
      targets: [{ kind: 'url', url, connection: { url, clusterId } }],
      ...makePlan(flags, 1, 2),
    },
    version: '0.0.0',
    args: [],
    workerFile: join(dist, 'bench', 'load', 'worker.js'),
    embeddedCommand: [process.execPath, join(dist, 'cli', 'nats-streaming-server.js')],
    interrupted: options.interrupted ?? new AbortController().signal,
    onEvent: options.onEvent ?? (() => undefined),
  });
}

/** The one round of a bench. */
export function onlyRun({ targets, partial }: BenchReport): RunReport {
  const [run, ...others] = targets.flatMap((target) => target.runs);
  if (!run || others.length > 0) throw new Error(`There is not one run: ${partial ?? 'but more'}`);
  return run;
}
