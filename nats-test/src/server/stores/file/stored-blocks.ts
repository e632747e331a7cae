import type { StoredMsg } from '../store';
import type { Changes, Database } from './database';
import { allMessages, lastSequence, messageKey } from './keys';
import { MessageBlock } from './message-block';
import { unseal } from './sealed';

/** How many of the blocks that were read last stay: readers may be at several places. */
const BLOCKS_KEPT = 4;

/** The blocks of a channel that are on disk. */
export class StoredBlocks {
  private readonly database: Database;
  private readonly channelId: number;
  /** The latest first. */
  private readonly kept: MessageBlock[] = [];
  /** The sequence that the oldest block begins with, and will begin with; 0 when there is none. */
  private oldest = 0;
  private nextOldest = 0;

  constructor(database: Database, channelId: number) {
    this.database = database;
    this.channelId = channelId;
  }

  /** @param oldest the sequence that the oldest block begins with; 0 when there is none */
  recover(oldest: number): void {
    this.oldest = this.nextOldest = oldest;
  }

  /** Says where the message lies; false when it is not there, or not as it was written. */
  find(sequence: number, found: StoredMsg): boolean {
    const { kept } = this;
    for (const block of kept) if (block.find(sequence, found)) return true;
    const block = this.read(sequence);
    if (!block?.find(sequence, found)) return false;
    kept.unshift(block);
    if (kept.length > BLOCKS_KEPT) kept.pop();
    return true;
  }

  /** A block that begins with this sequence is written. */
  adds(first: number): void {
    if (this.nextOldest === 0) this.nextOldest = first;
  }

  /**
   * Takes the blocks away of which all messages are gone.
   * @param first the oldest message that is to stay
   * @param last the newest one that is in a block
   */
  removeBefore(changes: Changes, first: number, last: number): void {
    this.nextOldest = this.oldest;
    if (this.oldest === 0 || first <= this.oldest) return;
    const { channelId } = this;
    const firsts = [
      ...this.database.keysBetween(
        messageKey(channelId, this.oldest),
        messageKey(channelId, first + 1),
      ),
    ].map(lastSequence);
    // The last of them has the message that is the first now, unless there is none.
    this.nextOldest = first > last ? 0 : (firsts.pop() ?? 0);
    for (const gone of firsts) changes.remove(messageKey(channelId, gone));
  }

  /** What was removed and added is written. */
  written(): void {
    this.oldest = this.nextOldest;
  }

  private read(sequence: number): MessageBlock | undefined {
    const { channelId, database } = this;
    try {
      const key = database.lastKeyBetween(
        allMessages(channelId),
        messageKey(channelId, sequence + 1),
      );
      const sealed = key && database.get(key);
      const bytes = sealed && unseal(key, sealed);
      return bytes && new MessageBlock(lastSequence(key), bytes);
    } catch {
      // Pages on the way to it are damaged.
      return undefined;
    }
  }
}
