import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { campaign, playAlone, type Finding } from './campaign';
import { readCases, writeCases, type Case } from './case';
import { readCorpus } from './corpus';
import { everyCut, parts, randomCase, type Part } from './generate';

const USAGE = `npm run fuzz -- [--cases N] [--seed S] [--only PART] [--replay FILE] [--help]

Sends hostile bytes, requests and HTTP to the server, in memory and virtual time, and looks whether a
healthy publisher and subscriber beside it get anything but their own events, or anything is left behind.

  --cases N      how many; default 100000, about half a minute
  --seed S       the same seed tries the same cases; default by chance
  --only PART    bytes (client port), request (NATS Streaming) or page (monitoring)
  --replay FILE  the cases of a file of test/fuzz/regressions

Exit status: 0 all is well, 1 something is wrong (the smallest case that shows it is printed), 2 usage.`;
const SHRINK_MS = 60_000;
const SECONDS_BETWEEN_REPORTS = 10;

/** What must be put right before anything can be tried. */
class UsageError extends Error {}

async function main(): Promise<number> {
  const values = readArgs();
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.replay !== undefined) return replay(values.replay);
  const only = partOf(values.only);
  const [count, seed] = [values.cases, values.seed].map(Number) as [number, number];
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(count) || count < 1) {
    throw new UsageError(`Each of --cases and --seed must be a whole number.\n\n${USAGE}`);
  }
  console.log(`Seed ${seed}: ${count} cases.`);
  const startedMs = performance.now();
  const finding = await campaign(casesOf(count, seed, only), SHRINK_MS, progress(count));
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  if (!finding) {
    console.log(`All is well: ${count} cases in ${seconds} s.`);
    return 0;
  }
  report(finding, seed);
  return 1;
}

/** First every session cut at every place, then cases by chance. */
function* casesOf(count: number, seed: number, only: Part | undefined): Generator<Case> {
  const sessions = readCorpus();
  let made = 0;
  if (only === undefined || only === 'bytes') {
    for (const it of everyCut(sessions)) {
      if (made++ === count) return;
      yield it;
    }
  }
  for (; made < count; made++) yield randomCase(seed, made, sessions, only);
}

function readArgs() {
  try {
    return parseArgs({
      options: {
        cases: { type: 'string', default: '100000' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        only: { type: 'string' },
        replay: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function partOf(name: string | undefined): Part | undefined {
  const part = parts.find((it) => it === name);
  if (name !== undefined && part === undefined) {
    throw new UsageError(`There is no part ${name}: it must be one of ${parts.join(', ')}.`);
  }
  return part;
}

function progress(count: number): (done: number) => void {
  let reportedMs = performance.now();
  return (done) => {
    if (performance.now() - reportedMs < SECONDS_BETWEEN_REPORTS * 1000) return;
    reportedMs = performance.now();
    console.log(`${done} of ${count}`);
  };
}

function report({ cases, wrong }: Finding, seed: number): void {
  const file = join(mkdtempSync(join(tmpdir(), 'fuzz-')), `seed-${seed}.json`);
  const text = writeCases({ why: 'to be told', cases });
  writeFileSync(file, text);
  console.log(`\nWrong: ${wrong}\n\n${cases.length} case(s) that show it:\n${text.slice(0, 4000)}`);
  console.log(`To keep it: say why in ${file} and move it to test/fuzz/regressions.`);
}

async function replay(file: string): Promise<number> {
  const { why, cases } = readCases(file);
  const wrong = await playAlone(cases);
  console.log(wrong === undefined ? `All is well: ${why}` : `Wrong: ${wrong}`);
  return wrong === undefined ? 0 : 1;
}

main().then(
  (status) => {
    // The monitoring server of each world has timers of its own.
    process.exit(status);
  },
  (error: unknown) => {
    console.error(error instanceof UsageError ? error.message : error);
    process.exit(2);
  },
);
