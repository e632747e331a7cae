import { runApart } from '../../../base/run-apart';
import { StoreError } from '../store-error';

/** Reads every page that holds anything, and changes some without keeping it. */
const SCRIPT = `
const [, lmdb, path] = process.argv;
const root = require(lmdb).open({ path, noSubdir: true, encoding: 'binary', keyEncoding: 'binary' });
const keys = [];
for (const { key, value } of root.getRange()) keys.push(key);
try {
  root.transactionSync(() => {
    for (let place = 0; place < keys.length; place += Math.ceil(keys.length / 100)) {
      root.get(keys[place]);
      root.removeSync(keys[place]);
      root.putSync(keys[place], Buffer.alloc(5000));
    }
    throw 'not kept';
  });
} catch (error) {
  if (error !== 'not kept') throw error;
}
process.exit(0);
`;

/**
 * Looks whether the pages of a database can be read, in a process of its own: of some that are damaged
 * LMDB makes an end with a signal, which nothing can catch.
 * @throws StoreError when they cannot
 */
export async function checkPages(file: string): Promise<void> {
  const failure = await runApart(SCRIPT, [require.resolve('lmdb'), file]);
  if (!failure) return;
  // Others, such as the one of Ctrl+C, say nothing of the pages.
  const isOfPages = ['', 'SIGABRT', 'SIGBUS', 'SIGSEGV', 'SIGILL', 'SIGFPE'].includes(
    failure.signal,
  );
  if (!isOfPages) return;
  const [reason = failure.signal] = /MDB_\w+|Assertion .*? failed/.exec(failure.stderr) ?? [];
  throw new StoreError(`${file} is damaged: its pages cannot be read (${reason})`);
}
