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

/** Where a server runs already. */
interface Place {
  readonly url: string;
  readonly clusterId: string;
}

/** Runs a bench on a server that runs already, or on two. */
export function benchOn(
  places: Place | readonly [Place, Place],
  flags: LoadFlags,
  options: BenchOnOptions = {},
): Promise<BenchReport> {
  const all: readonly Place[] = 'url' in places ? [places] : places;
  return runBench({
    plan: {
      targets: all.map(({ url, clusterId }) => ({
        kind: 'url',
        url,
        connection: { url, clusterId },
      })),
      ...makePlan(flags, all.length, 2),
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
