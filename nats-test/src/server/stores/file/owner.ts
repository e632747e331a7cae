import { isRunning, thisProcess, type ProcessIdentity } from '../../../base/process-identity';
import { StoreError } from '../store-error';
import type { Database } from './database';
import { metaKey } from './keys';
import { readMeta } from './read-store';
import { Sealer } from './sealed';

const NAME = 'owner';

/**
 * Makes this process the only one that uses the store.
 * @throws StoreError when another one does
 */
export function own(database: Database, folder: string): void {
  const me = thisProcess();
  // Writes of several processes wait for each other, so of two that look at once one sees the other.
  database.write((changes) => {
    const owner = readMeta(database, NAME) as ProcessIdentity | undefined;
    if (owner && isRunning(owner)) {
      throw new StoreError(
        `the store in ${folder} is in use by process ${owner.pid}: stop that one, or choose another -dir`,
      );
    }
    const key = metaKey(NAME);
    changes.put(key, new Sealer().seal(key, Buffer.from(JSON.stringify(me))));
  });
}

/** Lets others have the store. */
export function disown(database: Database): void {
  database.write((changes) => {
    changes.remove(metaKey(NAME));
  });
}
