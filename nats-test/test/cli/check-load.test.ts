import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'vitest';

import { check } from '../../src/cli/check';
import { loadModule } from '../../src/cli/check-load';
import { CommandError } from '../../src/cli/command-error';
import { startServer } from '../../src/index';
import type { CleanUp } from './cli-process';
import { makeTempFolder } from './temp-folder';

const never = new AbortController().signal;

/** What the user is told of a file that can't be checked. */
async function saidOf(file: string, only?: string): Promise<string> {
  try {
    await check(file, only === undefined ? {} : { only }, never);
    throw new Error('it was checked');
  } catch (error) {
    if (error instanceof CommandError && error.exitStatus === 2) return error.message;
    throw error;
  }
}

async function makeModule(cleanUp: CleanUp, name: string, content: string): Promise<string> {
  return join(await makeTempFolder(cleanUp, { [name]: content }), name);
}

const ES = "import { startServer } from 'nats-test';\nexport default { startServer };";
const TYPED = `${ES}\nexport const one: number = <number>1;`;
const COMMON = "const { startServer } = require('nats-test');\nmodule.exports = { startServer };";

describe.concurrent('a module that imports nats-test gets the one that loads it', () => {
  const kinds = {
    'a.ts': TYPED,
    'a.mts': TYPED,
    'a.cts': "import { startServer } from 'nats-test';\nexport = { startServer };",
    'a.tsx': `${ES}\nexport const element = (): unknown => <p>one</p>;`,
    'es.js': ES,
    'a.mjs': ES,
    'dynamic.mjs':
      "const { startServer } = await import('nats-test');\nexport default { startServer };",
    'common.js': COMMON,
    'a.cjs': COMMON,
  };

  test.for(Object.entries(kinds))('%s', async ([name, content], { expect, onTestFinished }) => {
    const alone = await makeModule(onTestFinished, name, content);
    const beside = await makeTempFolder(onTestFinished, {
      [name]: content,
      'node_modules/nats-test/package.json': '{"name":"nats-test","main":"index.js"}',
      'node_modules/nats-test/index.js': 'exports.startServer = "of another copy";',
    });

    for (const file of [alone, join(beside, name)]) {
      const { default: it } = (await loadModule(file)) as { default: Record<string, unknown> };
      expect(it['startServer']).toBe(startServer);
    }
  });

  test('errors have the lines of TypeScript', async ({ expect, onTestFinished }) => {
    const content = `interface Wide {
  a: number;
}

export default function fail(): Wide {
  throw new Error('here');
}`;
    const module = await loadModule(await makeModule(onTestFinished, 'a.ts', content));
    const { default: fail } = module as { default: () => never };
    expect(fail).toThrow(expect.objectContaining({ stack: expect.stringContaining('a.ts:6:') }));
  });
});

describe.concurrent('a module that can not be loaded is named, with the line', () => {
  test.for<[string, string, string]>([
    ['syntax.ts', 'export default {\n  events: [1,\n', 'Unexpected token (FOLDER/syntax.ts:3)'],
    [
      'file.ts',
      "const one: number = 1;\nimport { it } from './nowhere';\nexport default { it, one };",
      "it imports './nowhere', which does not exist (FOLDER/file.ts:2)",
    ],
    [
      'package.mts',
      "\n\nimport it from '@no/such-package/part';\nexport default it;",
      "it imports '@no/such-package/part', which is not installed: npm install @no/such-package (FOLDER/package.mts:3)",
    ],
    [
      'throws.cjs',
      "function read() {\n  throw new Error('no DATABASE_URL\\nset it');\n}\nread();",
      'no DATABASE_URL set it (FOLDER/throws.cjs:2)',
    ],
    [
      'text.mjs',
      "throw 'no DATABASE_URL';",
      "it throws 'no DATABASE_URL', so that nobody can say where: have it throw an Error",
    ],
  ])('%s', async ([name, content, says], { expect, onTestFinished }) => {
    const file = await makeModule(onTestFinished, name, content);
    const said = await saidOf(file);

    const place = / \((\S+)(:\d+)\)$/;
    const absolute = said.replace(
      place,
      (_, path: string, line: string) => ` (${join(process.cwd(), path)}${line})`,
    );
    expect(absolute).toBe(
      `${file} can't be loaded: ${says.replace('FOLDER/', file.slice(0, -name.length))}`,
    );
  });
});

describe.concurrent('a module without a check: what it exports, and what is wanted', () => {
  const wanted = 'export default { events, start, invariant }, as nats-test check --help shows';

  test.for<[string, string, string]>([
    ['a.ts', 'const one: number = 1;', `exports nothing: ${wanted}`],
    [
      'a.mjs',
      'export const events = [];\nexport function run() {}\nexport class It {}\nexport const it = { a: 1 };',
      `exports It (a class), events (an array), it (an object with a), run (a function), and nothing that can be checked: ${wanted}`,
    ],
    [
      'a.cjs',
      'module.exports = async () => 1;',
      `exports default (a function), and nothing that can be checked: ${wanted}`,
    ],
    [
      'a.mts',
      'export default Promise.resolve({ events: [1], start() {} });',
      'exports a promise: export what checkListener takes, and not what it gives',
    ],
  ])('%s: %s', async ([name, content, says], { expect, onTestFinished }) => {
    const file = await makeModule(onTestFinished, name, content);
    expect(await saidOf(file)).toBe(`${file} ${says}`);
  });
});

describe.concurrent('a file that is none', () => {
  test('is missing: what was meant', async ({ expect, onTestFinished }) => {
    const folder = await makeTempFolder(onTestFinished, { 'account.check.ts': '' });

    expect(await saidOf(join(folder, 'acount.check.ts'))).toBe(
      `there is no file ${folder}/acount.check.ts, did you mean account.check.ts? Name a module that exports what to check`,
    );
    expect(await saidOf(join(folder, 'no', 'where.ts'))).toMatch(
      /^there is no file .*where\.ts: name a module that exports what to check, as nats-test check --help shows$/,
    );
  });

  test('is a folder: one in it', async ({ expect, onTestFinished }) => {
    const files = { 'account.check.ts': '', 'a.ts': '' };
    const folder = await makeTempFolder(onTestFinished, files);

    expect(await saidOf(folder)).toBe(
      `${folder} is a folder: name a file in it, as in ${folder}/account.check.ts`,
    );
  });

  test('is no module', async ({ expect, onTestFinished }) => {
    const file = await makeModule(onTestFinished, 'README.md', '');
    expect(await saidOf(file)).toBe(
      `${file} is no module: name a file that ends in .ts, .mts, .cts, .tsx, .js, .mjs, .cjs`,
    );
  });

  test.skipIf(process.platform === 'win32')('is a pipe', async (context) => {
    const { expect, onTestFinished } = context;
    const pipe = join(await makeTempFolder(onTestFinished), 'pipe.ts');
    execFileSync('mkfifo', [pipe]);
    expect(await saidOf(pipe)).toBe(
      `${pipe} is a pipe and no file: write the module to a file, and name that`,
    );
  });
});
