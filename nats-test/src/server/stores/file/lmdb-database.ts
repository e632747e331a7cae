import { dirname } from 'node:path';
import { getSystemErrorName } from 'node:util';
import { open, type RootDatabase } from 'lmdb';
import { StoreError, StoreWriteError } from '../store-error';
import type { Changes, Database, Entry } from './database';
import { keyBehind, metaKey } from './keys';
import { Room } from './room';
import { Sealer } from './sealed';

/** How to open a database. */
export interface LmdbOptions {
  /** Whether a write waits until the disk has it. Without, only the machine's own crash can undo it. */
  readonly sync: boolean;
}

/** Under which name each transaction notes its number. */
export const TRANSACTION = 'transaction';

interface Stats {
  readonly entryCount: number;
  readonly lastTxnId: number;
}

/** A database of LMDB in one file, which is made when it is missing. */
export class LmdbDatabase implements Database {
  private readonly root: RootDatabase<Buffer, Buffer>;
  private readonly folder: string;
  private readonly sealer = new Sealer();
  /** Why nothing more is written: after a failure LMDB is in no state for it. */
  private failure: StoreWriteError | undefined;

  /**
   * @param file see `checkHeader`, which is to be called before
   * @throws what the system says when it cannot be opened
   */
  constructor(file: string, { sync }: LmdbOptions) {
    this.folder = dirname(file);
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

  get count(): number {
    return this.stats.entryCount;
  }

  get(key: Buffer): Buffer | undefined {
    return this.root.getBinary(key);
  }

  *startingWith(prefix: Buffer): Iterable<Entry> {
    yield* this.root.getRange({ start: prefix, end: keyBehind(prefix) });
  }

  keysBetween(from: Buffer, before: Buffer): Iterable<Buffer> {
    return this.root.getKeys({ start: from, end: before });
  }

  lastKeyBetween(from: Buffer, before: Buffer): Buffer | undefined {
    const range = { start: before, end: from, exclusiveStart: true, reverse: true, limit: 1 };
    const [last] = this.root.getKeys(range);
    return last;
  }

  write(fill: (changes: Changes) => void): void {
    if (this.failure) throw this.failure;
    const { root } = this;
    const room = new Room(this.folder);
    const put = (key: Buffer, value: Buffer): void => {
      room.take(key.length + value.length);
      root.putSync(key, value);
    };
    try {
      root.transactionSync(() => {
        const key = metaKey(TRANSACTION);
        // Asked here, where no other process can write meanwhile.
        put(key, this.sealer.seal(key, Buffer.from(String(this.stats.lastTxnId + 1))));
        fill({
          put,
          remove: (gone) => {
            room.take(gone.length);
            root.removeSync(gone);
          },
          removeStartingWith: (prefix) => {
            const keys = [...root.getKeys({ start: prefix, end: keyBehind(prefix) })];
            for (const gone of keys) root.removeSync(gone);
          },
        });
      });
    } catch (error) {
      throw this.explained(error);
    }
  }

  close(): void {
    void this.root.close();
  }

  private get stats(): Stats {
    return this.root.getStats() as Stats;
  }

  /** What was thrown while changes were collected is no failure of the database. */
  private explained(error: unknown): unknown {
    if (error instanceof StoreWriteError || error instanceof StoreError) return error;
    const { code } = error as { code?: unknown };
    if (typeof code !== 'number') return error;
    // LMDB has numbers of its own, which are negative.
    const name = code > 0 ? getSystemErrorName(-code) : (error as Error).message;
    this.failure = new StoreWriteError(name, true, error);
    return this.failure;
  }
}
