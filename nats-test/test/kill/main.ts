import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { runMain } from '../support/run-main';
import { killLoop } from './kill-loop';

const USAGE = 'npm run kill-loops -- [--rounds N] [--seed S] [--keep]';
const ROUNDS_BETWEEN_REPORTS = 10;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '500' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      keep: { type: 'boolean', default: false },
    },
  });
  const [rounds = 0, seed = 0] = [values.rounds, values.seed].map(Number);
  if (!Number.isSafeInteger(rounds) || !Number.isSafeInteger(seed)) throw new Error(USAGE);
  const folder = mkdtempSync(join(tmpdir(), 'nats-test-kill-'));
  console.log(`Seed ${seed}: ${rounds} kills, the store in ${folder}`);
  const { counts, faults } = await killLoop({
    folder,
    rounds,
    seed,
    onRound: (round, { acknowledged, delivered }) => {
      if (round % ROUNDS_BETWEEN_REPORTS !== 0) return;
      console.log(`${round} kills, ${acknowledged} acknowledged, ${delivered} delivered`);
    },
  });
  for (const fault of faults) console.log(fault);
  const { published, acknowledged, delivered, redelivered } = counts;
  console.log(
    `${faults.length} faults in ${rounds} kills: ${published} published, ${acknowledged} acknowledged, ` +
      `${delivered} delivered, ${redelivered} of them again`,
  );
  if (!values.keep && faults.length === 0) rmSync(folder, { recursive: true });
  return faults.length === 0 ? 0 : 1;
}

runMain(main);
