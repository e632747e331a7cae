import { createRequire, Module } from 'node:module';
import { createJiti } from 'jiti';

// What a module of the user gets that imports this package: all of it, as it is.
import * as natsTest from '../index';

const OWN_NAME = 'nats-test';

/**
 * Loads a module, TypeScript or JavaScript, CommonJS or ES.
 * @param file its whole path
 * @returns what it exports, as its namespace
 * @throws whatever it throws
 */
export async function loadModule(file: string): Promise<object> {
  shareThisPackage(file);
  const jiti = createJiti(file, {
    // A cache among the temporary files is anybody's.
    fsCache: false,
    jsx: true,
    virtualModules: { [OWN_NAME]: natsTest },
  });
  return await jiti.import<object>(file);
}

/**
 * Plain JavaScript is loaded by Node itself. Where that would find another copy of this package, such as
 * the project's beside one that was installed for all, it gets this one.
 */
function shareThisPackage(file: string): void {
  const require = createRequire(file);
  let theirs: string;
  try {
    theirs = require.resolve(OWN_NAME);
  } catch {
    return;
  }
  if (require.cache[theirs]?.exports === natsTest) return;
  const copy = new Module(theirs);
  Object.assign(copy, { filename: theirs, loaded: true, exports: natsTest });
  require.cache[theirs] = copy;
}
