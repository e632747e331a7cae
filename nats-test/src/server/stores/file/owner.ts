import { realpathSync } from 'node:fs';
import { releaseHere, takeHere } from '../../../base/owned-here';
import { isRunning, thisProcess, type ProcessIdentity } from '../../../base/process-identity';
import { StoreError } from '../store-error';
import type { Database } from './database';
import { metaKey } from './keys';
import { readMeta } from './read-store';
import { Sealer } from './sealed';

const NAME = 'owner';

/** Keeps others from a store. */
export class Ownership {
  private readonly database: Database;
  private readonly name: string;

  /**
   * Makes this the only one that uses the store.
   * @throws StoreError when another process does, or somebody else in this one
   */
  constructor(database: Database, folder: string) {
    this.database = database;
    this.name = realpathSync(folder);
    const me = thisProcess();
    if (!takeHere(this.name)) throw inUse(folder, me.pid);
    try {
      // Writes of several processes wait for each other, so of two that look at once one sees the other.
      database.write((changes) => {
        const owner = readMeta(database, NAME) as ProcessIdentity | undefined;
        // What this process has left was left by somebody who could not take it away.
        const isOther = owner && (owner.pid !== me.pid || owner.started !== me.started);
        if (isOther && isRunning(owner)) throw inUse(folder, owner.pid);
        const key = metaKey(NAME);
        changes.put(key, new Sealer().seal(key, Buffer.from(JSON.stringify(me))));
      });
    } catch (error) {
      releaseHere(this.name);
      throw error;
    }
  }

  /** Lets others have the store. */
  end(): void {
    releaseHere(this.name);
    try {
      this.database.write((changes) => {
        changes.remove(metaKey(NAME));
      });
    } catch {
      // A disk that is full. That this process has ended is seen without it.
    }
  }
}

function inUse(folder: string, pid: number): StoreError {
  return new StoreError(
    `the store in ${folder} is in use by process ${pid}: stop that one, or choose another -dir`,
  );
}
