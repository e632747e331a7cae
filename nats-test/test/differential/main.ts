import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { isExecutable } from '../support/is-executable';
import { campaign, type CampaignResult, type Failure } from './campaign';
import { decide, playOn, type Contest } from './compare';
import { describeDifference } from './describe';
import { embeddedSide } from './embedded-side';
import { normalForm } from './normal-form';
import { realSide } from './real-side';
import { readRegression, type Regression } from './regression';
import { flavours, type FlavourName } from './step';

const USAGE = `npm run differential -- [--sequences N] [--seed S] [--at-once N] [--flavour NAME] [--replay FILE]`;
const SECONDS_BETWEEN_REPORTS = 15;
const SHRINK_MS = 180_000;
const SHRINKS_MAX = 4;

/** What must be put right before anything can be played. */
class UsageError extends Error {}

async function main(): Promise<number> {
  const values = readArgs();
  const path = process.env['NATS_STREAMING_SERVER'] ?? '';
  if (!isExecutable(path)) {
    throw new UsageError(
      'NATS_STREAMING_SERVER must be the path of a nats-streaming-server 0.17.0, which is the judge' +
        (path === '' ? '.' : `; ${path} cannot be run.`),
    );
  }
  const { flavour } = values;
  if (flavour !== undefined && !isFlavour(flavour)) {
    throw new UsageError(
      `There is no flavour ${flavour}: it must be one of ${Object.keys(flavours).join(', ')}.`,
    );
  }
  const [count, seed, atOnce] = [values.sequences, values.seed, values['at-once']].map(Number);
  if (![count, seed, atOnce].every((number) => Number.isSafeInteger(number))) {
    throw new UsageError(
      `Each of --sequences, --seed and --at-once must be a whole number: ${USAGE}`,
    );
  }
  const judge = realSide(path);
  const contest: Contest = {
    judge,
    subject: embeddedSide,
    judgings: 3,
    latenesses: 60,
    // A real server takes seconds for each, whatever else it does.
    shrinkAtOnce: 24,
  };
  try {
    if (values.replay !== undefined) return await replay(contest, values.replay);
    console.log(`Seed ${seed}: ${count} sequences, ${atOnce} side by side.`);
    const startedMs = performance.now();
    const result = await campaign({
      contest,
      seed: Number(seed),
      count: Number(count),
      atOnce: Number(atOnce),
      ...(flavour === undefined ? {} : { flavour }),
      shrinkMs: SHRINK_MS,
      shrinksMax: SHRINKS_MAX,
      onProgress: progress(),
      onVerdict: (oddSeed, { is }) => {
        if (is !== 'same again' && is !== 'same in another order')
          console.log(`Seed ${oddSeed}: ${is}`);
      },
    });
    report(result, (performance.now() - startedMs) / 1000);
    return result.counts.different === 0 ? 0 : 1;
  } finally {
    await judge.stop();
  }
}

function readArgs() {
  try {
    return parseArgs({
      options: {
        sequences: { type: 'string', default: '1000' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        'at-once': { type: 'string', default: '110' },
        flavour: { type: 'string' },
        replay: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

function isFlavour(name: string): name is FlavourName {
  return name in flavours;
}

function progress(): (what: string, left: number) => void {
  let reportedMs = performance.now();
  return (what, left) => {
    if (performance.now() - reportedMs < SECONDS_BETWEEN_REPORTS * 1000) return;
    reportedMs = performance.now();
    console.log(`${left} still to be ${what}`);
  };
}

function report({ counts, failures, undecided }: CampaignResult, seconds: number): void {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  for (const { seed, sequence } of undecided) {
    console.log(
      `\nUndecided, seed ${seed} (--sequences 1): ${sequence.steps.length} steps, ${sequence.flavour}`,
    );
  }
  for (const failure of failures) reportFailure(failure);
  console.log(
    `\n${total} sequences in ${seconds.toFixed(0)} s: ${counts.different} different, ` +
      `${counts.same} the same at once, ${counts['same again']} when played again, ` +
      `${counts['same in another order']} with timers in another order, ` +
      `${counts.undecided} undecided (the real server itself does this or that), ` +
      `${counts['too slow']} on which the machine was too slow`,
  );
}

function reportFailure({ seed, found, sequence, verdict }: Failure): void {
  const regression: Regression = { why: 'to be told', ...sequence, seen: verdict.judged };
  const file = join(mkdtempSync(join(tmpdir(), 'differential-')), `seed-${seed}.json`);
  writeFileSync(file, `${JSON.stringify(regression, null, 2)}\n`);
  console.log(
    `\nDifferent, seed ${seed} (--sequences 1), ${found.steps.length} steps made ${sequence.steps.length}:\n` +
      `${describeDifference(sequence, verdict.judged, verdict.seen)}\n` +
      `To keep it: say why in ${file} and move it to test/differential/regressions.`,
  );
}

/** Plays a kept sequence, or one to be kept, on both servers. */
async function replay(contest: Contest, file: string): Promise<number> {
  const regression = readRegression(file);
  const verdict = await decide(contest, regression);
  if (verdict.is === 'different') {
    console.log(describeDifference(regression, verdict.judged, verdict.seen));
    return 1;
  }
  console.log(`${file}: ${verdict.is}`);
  const seen = normalForm(await playOn(contest.judge, regression));
  if (JSON.stringify(seen) === JSON.stringify(regression.seen)) return 0;
  console.log('The file tells of something else; what the real server does:');
  console.log(JSON.stringify(seen, null, 2));
  return 1;
}

// So that a Ctrl+C leaves no server behind: they are killed when this process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof UsageError ? error.message : error);
    process.exitCode = 2;
  },
);
