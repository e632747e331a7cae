import { runApart } from '../../../base/run-apart';
import { StoreError } from '../store-error';

/** Reads every page that holds anything. */
const SCRIPT = `
const [, lmdb, path] = process.argv;
const root = require(lmdb).open({ path, noSubdir: true, encoding: 'binary', keyEncoding: 'binary' });
for (const { key, value } of root.getRange()) key;
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
  const [reason = failure.signal] = /MDB_\w+|Assertion .*? failed/.exec(failure.stderr) ?? [];
  throw new StoreError(`${file} is damaged: its pages cannot be read (${reason})`);
}
