import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { medianOf } from '../../src/bench/output/figure';
import type { BenchReport, RunReport, TargetReport } from '../../src/bench/report';
import { medianRatio } from './figures';
import { renderNoise, renderRows } from './render';
import { runCommand, UsageError } from './run-command';
import { findTool } from './tools';

const USAGE = `npm run bench:node -- [--rounds N] [--duration TIME]

What a service in Node sees: nats-test bench over node-nats-streaming on the embedded and the real
nats-streaming-server 0.17.0, in turn; medians.

  --rounds N       measured rounds of each load (default: 5)
  --duration TIME  of a round (default: 3s)

NATS_STREAMING_SERVER names an executable to take instead of building one with Go.`;

/** The loads, as a service knows them. */
const LOADS = [
  { title: '256 in flight, no subscriber', args: ['--subscribers', '0'] },
  { title: '256 in flight, automatic acks', args: ['--ack', 'auto'] },
  { title: '256 in flight, acks by hand', args: ['--ack', 'manual'] },
  { title: 'one in flight, automatic acks', args: ['--sync', '--ack', 'auto'] },
  { title: 'one in flight, acks by hand', args: ['--sync', '--ack', 'manual'] },
] as const;

const MAIN = join(__dirname, '../../dist/cli/main.js');

async function main(): Promise<number> {
  const { rounds, duration, help } = readArgs();
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const real = findTool('server', console.error);
  const rows: string[][] = [];
  const problems: string[] = [];
  for (const { title, args } of LOADS) {
    console.error(`${title} ...`);
    const words = [real, 'embedded', ...args, '--rounds', rounds, '--duration', duration];
    try {
      const [theirs, ours] = (await bench(words)).targets;
      if (theirs && ours) rows.push(rowOf(title, theirs, ours));
    } catch (error) {
      problems.push(`${title}: ${(error as Error).message}`);
    }
  }
  console.log(
    `\nMedians of ${rounds} interleaved rounds of ${duration}; Node ${process.versions.node}.\n`,
  );
  console.log(renderRows(HEAD, rows));
  for (const problem of problems) console.error(`Not measured: ${problem}`);
  return problems.length > 0 ? 2 : 0;
}

function readArgs() {
  try {
    return parseArgs({
      options: {
        rounds: { type: 'string', default: '5' },
        duration: { type: 'string', default: '3s' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const HEAD = [
  '',
  'real',
  'embedded',
  'ratio',
  'ack p50, p99 (real)',
  'ack p50, p99',
  'end to end p50, p99 (real)',
  'end to end p50, p99',
  'noise',
];

function rowOf(title: string, theirs: TargetReport, ours: TargetReport): string[] {
  const rates = ({ runs }: TargetReport): number[] =>
    runs.map(({ rates: { published } }) => published);
  const ms = (target: TargetReport, of: 'publishAck' | 'endToEnd'): string => {
    const measured = target.runs.filter((run: RunReport) => run[of].count > 0);
    if (measured.length === 0) return '';
    const p50 = medianOf(measured.map((run) => run[of].p50Ms));
    const p99 = medianOf(measured.map((run) => run[of].p99Ms));
    return `${p50.toFixed(2)}, ${p99.toFixed(2)} ms`;
  };
  const perSecond = (values: number[]): string =>
    `${Math.round(medianOf(values)).toLocaleString('en-US')}/s`;
  return [
    title,
    perSecond(rates(theirs)),
    perSecond(rates(ours)),
    `${medianRatio(rates(ours), rates(theirs)).toFixed(2)}x`,
    ms(theirs, 'publishAck'),
    ms(ours, 'publishAck'),
    ms(theirs, 'endToEnd'),
    ms(ours, 'endToEnd'),
    renderNoise(rates(theirs), rates(ours)),
  ];
}

/** @throws Error when the bench found a fault, or could not measure */
function bench(words: readonly string[]): Promise<BenchReport> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, 'bench', ...words, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as BenchReport);
      else reject(new Error(`nats-test bench ${words.join(' ')} ended with ${code}`));
    });
  });
}

runCommand(main, USAGE);
