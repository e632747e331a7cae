import { statfsSync } from 'node:fs';
import { StoreWriteError } from '../store-error';

/** What a change may take on disk, at most: its page, and as much again where pages are split. */
const CHANGE_BYTES = 4096;
/** Pages that describe the others change with every write. */
const WRITE_BYTES = 64 * 4096;
/** What others may take of the disk while a write is under way. */
const SPARE_BYTES_MAX = 8 * 1024 * 1024;
const SPARE_SHARE = 16;

/**
 * The room on a disk for one write. It is looked at beforehand, for LMDB does not take it well when a
 * page cannot be written: its message about that is longer than the memory it has for it.
 */
export class Room {
  private readonly bytes: number;
  private taken = WRITE_BYTES;

  constructor(folder: string) {
    const { bavail, blocks, bsize } = statfsSync(folder);
    const spare = Math.min(SPARE_BYTES_MAX, Math.floor((blocks * bsize) / SPARE_SHARE));
    this.bytes = bavail * bsize - spare;
    this.check();
  }

  /** @throws StoreWriteError when there may not be enough for a change of so many bytes, too */
  take(bytes: number): void {
    this.taken += CHANGE_BYTES + 2 * bytes;
    this.check();
  }

  private check(): void {
    if (this.taken > this.bytes) throw new StoreWriteError('ENOSPC', false);
  }
}
