import { join } from 'node:path';
import { describe, test } from 'vitest';

import { chooseExports } from '../../src/cli/check-exports';
import { loadModule } from '../../src/cli/check-load';
import type { CleanUp } from './cli-process';
import { makeTempFolder } from './temp-folder';

const ONE = '{ events: [1], start() {} }';
const TWO = '{ events: [2], command: "x" }';

/** The names of what is checked of a module, and the first event of each. */
async function chosen(
  cleanUp: CleanUp,
  [name, content]: readonly [string, string],
  only?: string,
): Promise<string[]> {
  const folder = await makeTempFolder(cleanUp, { [name]: content });
  const found = chooseExports(await loadModule(join(folder, name)), name, only);
  return found.map((it) => `${it.name} ${(it.options as { events: number[] }).events[0]}`).sort();
}

describe.concurrent('what of a module is checked', () => {
  test.for<[string, string, string[]]>([
    ['a.ts', `export default ${ONE};`, ['default 1']],
    ['a.mjs', `export default ${ONE};`, ['default 1']],
    ['a.cjs', `module.exports = ${ONE};`, ['default 1']],
    ['a.cts', `export = ${ONE};`, ['default 1']],
    ['b.cjs', `exports.__esModule = true;\nexports.default = ${ONE};`, ['default 1']],
    ['b.ts', `export const check = ${ONE};\nexport const other: number = 2;`, ['check 1']],
    ['c.ts', `export const a = ${ONE};\nexport const b = ${TWO};`, ['a 1', 'b 2']],
    ['c.mjs', `export const a = ${ONE};\nexport const b = ${TWO};`, ['a 1', 'b 2']],
    ['c.cjs', `exports.a = ${ONE};\nexports.b = ${TWO};`, ['a 1', 'b 2']],
    ['d.cjs', `module.exports = Object.fromEntries([['a', ${ONE}]]);`, ['a 1']],
    // It stands for all, such as for one from which it was made.
    ['d.ts', `export const a = ${ONE};\nexport default ${TWO};`, ['default 2']],
    // What it lacks is said of it, instead of that there is none.
    ['e.ts', `export const a = { events: [1] };\nexport const b = [];`, ['a 1']],
    ['f.ts', `export const invariant = 1;\nexport const a = ${ONE};`, ['a 1']],
  ])('%s: %s', async ([name, content, names], { expect, onTestFinished }) => {
    expect(await chosen(onTestFinished, [name, content])).toEqual(names);
  });

  test('--only names one', async ({ expect, onTestFinished }) => {
    const content = `export const naive = ${ONE};\nexport default ${TWO};\nexport const five = 5;`;
    const module = ['a.ts', content] as const;

    expect(await chosen(onTestFinished, module, 'naive')).toEqual(['naive 1']);
    expect(await chosen(onTestFinished, module, 'default')).toEqual(['default 2']);
    await expect(chosen(onTestFinished, module, 'naiv')).rejects.toThrow(
      /^a\.ts does not export naiv, did you mean naive\? --only takes one of .*naive/,
    );
    await expect(chosen(onTestFinished, module, 'five')).rejects.toThrow(
      /^a\.ts exports five as a number: --only wants an object with events and start$/,
    );
  });
});
