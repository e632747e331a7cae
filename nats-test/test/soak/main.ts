import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { runMain } from '../support/run-main';
import { addUp, describeTotals, NOTHING, type Totals } from './totals';

/*
 * Plays all scenarios under all faults again and again, each time from another seed, until the time is
 * over. What is not valid stays, with the command that repeats it.
 */

const USAGE =
  'npm run soak -- [--target embedded|process:PATH|cluster:PATH] [--store memory|file] [--minutes 10] [--seed N]';
const MAIN_FILE = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const MS_PER_MINUTE = 60_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', default: 'embedded' },
      store: { type: 'string' },
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(`${USAGE}\nEach run takes one to three minutes; the last one goes to its end.`);
    return 0;
  }
  const [minutes = 0, firstSeed = 0] = [values.minutes, values.seed].map(Number);
  if (!(minutes > 0) || !Number.isSafeInteger(firstSeed)) throw new Error(USAGE);
  const folder = mkdtempSync(join(tmpdir(), 'nats-test-soak-'));
  const where = ['--target', values.target, ...(values.store ? ['--store', values.store] : [])];
  console.log(`${where.join(' ')}: ${minutes} min, seeds from ${firstSeed}, in ${folder}`);
  const endsMs = Date.now() + minutes * MS_PER_MINUTE;
  let totals: Totals = NOTHING;
  for (let seed = firstSeed; Date.now() < endsMs; seed++) {
    const history = join(folder, String(seed));
    const words = ['verify', ...where, '--faults', 'all', '--every', '3s', '--for', '30s'];
    const run = await verify([...words, '--seed', String(seed), '--history', history]);
    totals = addUp(totals, run, history);
    console.log(`seed ${seed}: ${run.verdict}; ${describeTotals(totals)}`);
    for (const { name, verdict, seen } of run.scenarios) {
      if (verdict !== 'valid') console.log(`  ${name}, ${verdict}: ${seen} (${history})`);
    }
    if (run.verdict === 'valid') rmSync(history, { recursive: true });
  }
  if (totals.notValid === 0) rmSync(folder, { recursive: true });
  return totals.notValid === 0 ? 0 : 1;
}

/** What `verify --json` says, as far as it is wanted here. */
export interface SoakRun {
  readonly verdict: string;
  readonly problem: string | null;
  readonly scenarios: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly seen: string;
  }[];
}

async function verify(words: readonly string[]): Promise<SoakRun> {
  const child = spawn(process.execPath, [MAIN_FILE, ...words, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  await once(child, 'close');
  return JSON.parse(text) as SoakRun;
}

runMain(main);
