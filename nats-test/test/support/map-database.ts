import type { Database, Entry } from '../../src/server/stores/file/database';
import { StoreWriteError } from '../../src/server/stores/store-error';
import { keyBehind } from '../../src/server/stores/file/keys';

/** A database in memory, whose disk can be full. */
export class MapDatabase implements Database {
  /** What each write fails with, while it does, once this many more have worked. */
  failure: Error | undefined;
  writesLeft = 0;
  private entries = new Map<string, Entry>();

  get count(): number {
    return this.entries.size;
  }

  get(key: Buffer): Buffer | undefined {
    return this.entries.get(key.toString('latin1'))?.value;
  }

  startingWith(prefix: Buffer): Entry[] {
    return this.between(prefix, keyBehind(prefix));
  }

  keysBetween(from: Buffer, before: Buffer): Buffer[] {
    return this.between(from, before).map(({ key }) => key);
  }

  lastKeyBetween(from: Buffer, before: Buffer): Buffer | undefined {
    return this.keysBetween(from, before).at(-1);
  }

  write(fill: Parameters<Database['write']>[0]): void {
    const entries = new Map(this.entries);
    fill({
      put: (key, value) => {
        entries.set(key.toString('latin1'), { key: Buffer.from(key), value: Buffer.from(value) });
      },
      remove: (key) => {
        entries.delete(key.toString('latin1'));
      },
      removeStartingWith: (prefix) => {
        for (const { key } of this.startingWith(prefix)) entries.delete(key.toString('latin1'));
      },
    });
    if (this.failure && this.writesLeft-- <= 0) throw this.failure;
    this.entries = entries;
  }

  private between(from: Buffer, before: Buffer): Entry[] {
    return [...this.entries.values()]
      .filter(({ key }) => key.compare(from) >= 0 && key.compare(before) < 0)
      .sort((one, other) => one.key.compare(other.key));
  }

  close(): void {
    // It may be opened again.
  }
}

/** What a database says when the disk is full. */
export function noSpace(): Error {
  return new StoreWriteError('ENOSPC', false);
}
