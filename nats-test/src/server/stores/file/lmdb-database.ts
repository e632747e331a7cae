import { open, type RootDatabase } from 'lmdb';
import type { Changes, Database, Entry } from './database';
import { keyBehind } from './keys';

/** How to open a database. */
export interface LmdbOptions {
  /** Whether a write waits until the disk has it. Without, only the machine's own crash can undo it. */
  readonly sync: boolean;
}

/** A database of LMDB in one file, which is made when it is missing. */
export class LmdbDatabase implements Database {
  private readonly root: RootDatabase<Buffer, Buffer>;

  /**
   * @param file see `checkHeader`, which is to be called before
   * @throws what the system says when it cannot be opened
   */
  constructor(file: string, { sync }: LmdbOptions) {
    this.root = open<Buffer, Buffer>({
      path: file,
      noSubdir: true,
      encoding: 'binary',
      keyEncoding: 'binary',
      cache: false,
      overlappingSync: false,
      noSync: !sync,
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.root.getBinary(key);
  }

  *startingWith(prefix: Buffer): Iterable<Entry> {
    yield* this.root.getRange({ start: prefix, end: keyBehind(prefix) });
  }

  write(fill: (changes: Changes) => void): void {
    const { root } = this;
    root.transactionSync(() => {
      fill({
        put: (key, value) => {
          root.putSync(key, value);
        },
        remove: (key) => {
          root.removeSync(key);
        },
        removeStartingWith: (prefix) => {
          const keys = [...root.getKeys({ start: prefix, end: keyBehind(prefix) })];
          for (const key of keys) root.removeSync(key);
        },
      });
    });
  }

  close(): void {
    void this.root.close();
  }
}
