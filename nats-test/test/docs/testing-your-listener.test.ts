import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { STEPS } from '../../src/check/schedule';
import type { FailureKind, Warning } from '../../src/index';

const packageFolder = join(__dirname, '..', '..');
const docs = join(packageFolder, 'docs');
const page = readFileSync(join(docs, 'TESTING-YOUR-LISTENER.md'), 'utf8');

const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, text = '']) => ({
  language,
  text,
}));
const LISTENER = 'src/account-listener.ts';
const TEST = 'test/account-listener.test.ts';

/** What the page shows of a file: the block that begins with its name, and nothing behind it. */
function file(path: string): string {
  const found = blocks.find(({ text }) => text.startsWith(`// ${path}\n`));
  if (!found) throw new Error(`no block of the page is the file ${path}`);
  return found.text;
}

/** What the page shows of what is printed. */
function output(beginning: string): string {
  const found = blocks.find(({ text }) => text.startsWith(beginning));
  if (!found) throw new Error(`no block of the page begins with ${beginning}`);
  return found.text;
}

/** The listener as it is when the reader has followed the advice. */
function mended(): string {
  const handler = /^const \{ type[^]*message\.ack\(\);$/m.exec(
    output(`// ${LISTENER}, in the`),
  )?.[0];
  const naive = file(LISTENER);
  const result = naive.replace(/const \{ type[^]*message\.ack\(\);/, handler ?? '');
  if (result === naive || handler === undefined) throw new Error('nothing was mended');
  return result;
}

/** Another one in each run. */
const withoutSeed = (text: string): string => text.replace(/seed(:?) \d+/g, 'seed$1 1');
/** How often what happened differs by seed, and where a line ends with it. */
const withoutNumbers = (text: string): string =>
  text
    .replace(/\d[\d,]*/g, '1')
    .replace(/\s+/g, ' ')
    .trim();

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nats-test-docs-'));
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@types'), { recursive: true });
  for (const name of ['node-nats-streaming', 'vitest', 'typescript', '@types/node'])
    await symlink(join(packageFolder, 'node_modules', name), join(modules, name));
  await symlink(packageFolder, join(modules, 'nats-test'));
  await put(LISTENER, file(LISTENER));
  await put(TEST, file(TEST));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** Runs a command of a package as the reader does, but with no colours; gives all that it prints. */
function run(script: string, ...args: string[]): { status: number | null; printed: string } {
  const ofThisRun = /^(VITEST|TEST$|NODE_ENV$|npm_)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([it]) => !ofThisRun.test(it)));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'node_modules', script), ...args],
    { cwd: folder, env: { ...env, NO_COLOR: '1' }, encoding: 'utf8' },
  );
  return { status, printed: stdout + stderr };
}

// One after another: a reader goes from the first to the second.
describe('the first bug', () => {
  test('is found, and told as the page tells it', () => {
    const { status, printed } = run('vitest/vitest.mjs', 'run');

    expect(status).toBe(1);
    expect(withoutSeed(printed)).toContain(withoutSeed(output('CheckError:')));
  });

  test('is gone when the reader has followed the advice', async () => {
    await put(LISTENER, mended());
    await put(TEST, withReport(file(TEST)));
    const { status, printed } = run('vitest/vitest.mjs', 'run');

    expect(status, printed).toBe(0);
    expect(withoutNumbers(printed)).toContain(withoutNumbers(output('Passed:')));
  });
});

/** Prints the report, as the page says. */
function withReport(text: string): string {
  return text
    .replace('await checkListener(', 'const report = await checkListener(')
    .replace(/^ {2}\}\);$/m, '  });\n  console.log(report.text);');
}

test('whole files of the page hold in a strict TypeScript', async () => {
  const paths = [LISTENER, TEST, 'account-process.check.ts'];
  for (const path of paths) await put(path, file(path));
  const compilerOptions = {
    ...{ target: 'es2022', module: 'node16', strict: true, noEmit: true },
    ...{ skipLibCheck: true, types: ['node'] },
  };
  await put('tsconfig.json', JSON.stringify({ compilerOptions, files: paths }));

  expect(run('typescript/bin/tsc', '-p', '.')).toEqual({ status: 0, printed: '' });
});

const rows = new Map(
  [...page.matchAll(/^\| `([^`]+)` \| (.*?) \|/gm)].map(([, name, text]) => [name, text]),
);

test('the page has every step, in the words of the program', () => {
  for (const [step, words] of Object.entries(STEPS)) expect(rows.get(step), step).toBe(words);
});

test('the page has every kind of failure and of warning, and no others', () => {
  const failures: Record<FailureKind, true> = {
    invariant: true,
    threw: true,
    exited: true,
    'never acked': true,
    'ack wait too short': true,
    'client ID taken': true,
    'start failed': true,
    'not closed': true,
    'stop failed': true,
  };
  const warnings: Record<Warning['kind'], true> = {
    'no durable': true,
    unsubscribes: true,
    'nothing subscribed': true,
    'no invariant': true,
    'not copied': true,
    'left running': true,
  };
  const all = [...Object.keys(STEPS), ...Object.keys(failures), ...Object.keys(warnings)];

  expect([...rows.keys()].sort()).toEqual(all.sort());
});

test('what the page links to is there', () => {
  const links = [...page.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);

  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((path) => !existsSync(join(docs, path)))).toEqual([]);
});
