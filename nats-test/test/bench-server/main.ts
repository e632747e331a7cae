import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { benchCases, type BenchCase } from './cases';
import { measure, measureMemory, type CaseResult } from './measure';
import { missed, renderMemory, renderTable } from './render';
import type { Side } from './servers';
import { runCommand, UsageError } from './run-command';
import { findTool } from './tools';

const USAGE = `npm run bench:server -- [--rounds N] [--only NAME,NAME] [--scale FACTOR] [--json] [--strict]

Runs stan-bench, the Go client's own, on the real nats-streaming-server 0.17.0 and on the embedded
one, in turn, and prints the medians.

  --rounds N      measured rounds of each case (default: 5)
  --only NAMES    these cases alone: ${benchCases.map(({ name }) => name).join(' ')}
  --scale FACTOR  so many times the messages; 0.05 shows in a minute that all works
  --json          print the single runs as JSON, and nothing else
  --strict        end with 1 when a goal is missed; for a quiet machine

NATS_STREAMING_SERVER and STAN_BENCH name executables to take instead of building them with Go.`;

const EMBEDDED = join(__dirname, '../../dist/cli/nats-streaming-server.js');
const MEMORY_MSGS = 1_000_000;

async function main(): Promise<number> {
  const { rounds, cases, scale, json, strict, help } = readArgs();
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const say = (line: string): void => {
    if (!json) console.error(line);
  };
  const bench = {
    commands: {
      real: [findTool('server', say)],
      embedded: [process.execPath, EMBEDDED],
    } as const,
    stanBench: findTool('bench', say),
    rounds,
    onRun: ({ title }: BenchCase, round: number, side: Side, rate: number): void => {
      const which = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;
      say(`${title}, ${which}: ${side} ${Math.round(rate).toLocaleString('en-US')}/s`);
    },
  };
  const loadBefore = loadavg()[0] ?? 0;
  const results: CaseResult[] = [];
  const problems: string[] = [];
  // What was measured is told even if a server or the client has ended in another case.
  const attempt = async <Result>(title: string, run: () => Promise<Result>) => {
    try {
      return await run();
    } catch (error) {
      problems.push(`${title}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  for (const benchCase of cases) {
    const measured = await attempt(benchCase.title, () => measure(scaled(benchCase, scale), bench));
    if (measured) results.push(measured);
  }
  const [first] = benchCases;
  const memory =
    first && cases.includes(first)
      ? await attempt('memory', () =>
          measureMemory({ ...first, msgs: Math.round(MEMORY_MSGS * scale) }, bench),
        )
      : undefined;
  if (json) {
    const all = { rounds, scale, loadBefore, results, memory, problems };
    console.log(JSON.stringify(all, undefined, 2));
  } else if (results.length > 0) {
    const machine = `${cpus().length} CPUs (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}`;
    console.log(
      `\nMedians of ${rounds} interleaved rounds; ${machine}; load average before: ${loadBefore.toFixed(2)}.` +
        '\nThe noise is how far the runs of each server lie apart, as a share of their median.\n',
    );
    if (scale < 1) console.log('With so few messages the figures mean little.\n');
    console.log(renderTable(results));
    if (memory) console.log(`\n${renderMemory(memory)}`);
    for (const { benchCase } of scale < 1 ? [] : missed(results)) {
      console.log(`Below its goal: ${benchCase.title} (--only ${benchCase.name}).`);
    }
  }
  for (const problem of problems) console.error(`Not measured: ${problem}`);
  if (problems.length > 0) return 2;
  return strict && missed(results).length > 0 ? 1 : 0;
}

/** Fewer messages, but enough to be measured. */
function scaled(benchCase: BenchCase, scale: number): BenchCase {
  return { ...benchCase, msgs: Math.max(100, Math.round(benchCase.msgs * scale)) };
}

function readArgs() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        rounds: { type: 'string', default: '5' },
        only: { type: 'string' },
        scale: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const [rounds, scale] = [Number(values.rounds), Number(values.scale)];
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new UsageError(`--rounds must be a whole number above 0, and not ${values.rounds}.`);
  }
  if (!(scale > 0 && scale <= 1)) {
    throw new UsageError(`--scale must be above 0 and 1 at most, and not ${values.scale}.`);
  }
  const names = values.only?.split(',');
  const unknown = names?.find((wanted) => !benchCases.some(({ name }) => name === wanted));
  if (unknown !== undefined) {
    const known = benchCases.map(({ name }) => name).join(', ');
    throw new UsageError(`There is no case ${unknown}; there are ${known}.`);
  }
  const cases = benchCases.filter(({ name }) => names?.includes(name) ?? true);
  return { rounds, scale, cases, json: values.json, strict: values.strict, help: values.help };
}

// So that a Ctrl+C leaves no server behind: they are killed when this process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
runCommand(main, USAGE);
