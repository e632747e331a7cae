import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import { msgProtoBytes, type MsgParts } from '../../../protocol/streaming/hot-codec';
import { LimitedMsgStore } from '../limited-msg-store';
import { Segments } from '../segments';
import type { ChannelLimits, StoredMsg } from '../store';
import type { Changes, Database } from './database';
import { messageKey } from './keys';
import { encodeBlock } from './message-block';
import type { Sealer } from './sealed';
import { StoredBlocks } from './stored-blocks';

/** Of what is written the newest messages stay in memory, since they are what most are sent next. */
const SEGMENT_BYTES_MAX = 64 * 1024;

/** What the real server counts for a message beside its bytes, in `/streaming/storez` and for `-mb`. */
export const RECORD_BYTES = 40;

/** So many bytes of messages are written under one key, or a single one that has more. */
const BLOCK_BYTES_MAX = 15 * 1024;

/** What a channel has on disk. */
export interface MsgCounts {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly bytes: number;
  /** The sequence that the oldest block begins with, which may be before `first`; 0 for none. */
  readonly oldestBlock: number;
}

/** What messages on disk need beside what all messages need. */
interface FileMsgParts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly channelId: number;
  /** Called when there is something to write. */
  readonly onChange: () => void;
}

const NOTHING = { first: 0, last: 0, count: 0, bytes: 0 };

/** The messages of a channel on disk; what is not written yet, and the newest of the others, in memory. */
export class FileMsgStore extends LimitedMsgStore {
  private readonly stored: StoredBlocks;
  private readonly sealer: Sealer;
  private readonly channelId: number;
  private readonly recent = new Segments(SEGMENT_BYTES_MAX);
  private readonly onChange: () => void;
  private saved = NOTHING;

  constructor(parts: FileMsgParts, name: string, limits: ChannelLimits, clock: Clock, log: Log) {
    super(name, limits, clock, log);
    this.stored = new StoredBlocks(parts.database, parts.channelId);
    this.sealer = parts.sealer;
    this.channelId = parts.channelId;
    this.onChange = parts.onChange;
  }

  /** Begins with what is on disk. */
  recover({ oldestBlock, ...saved }: MsgCounts): void {
    this.saved = saved;
    this.stored.recover(oldestBlock);
    this.takeBack();
  }

  append(parts: MsgParts): void {
    const messageBytes = msgProtoBytes(parts);
    this.recent.append(parts, messageBytes);
    this.onChange();
    this.appended(parts.sequence, messageBytes + RECORD_BYTES);
  }

  lookup(sequence: number, found: StoredMsg): boolean {
    if (sequence < this.first || sequence > this.last || sequence < 1) return false;
    return this.recent.find(sequence, found) || this.read(sequence, found);
  }

  /** Adds what has changed to what is written. */
  write(changes: Changes): void {
    const { channelId, saved, sealer, stored } = this;
    stored.removeBefore(changes, this.first, saved.last);
    let sequence = Math.max(saved.last + 1, this.first);
    while (sequence <= this.last) {
      const key = messageKey(channelId, sequence);
      const { messages, ends } = this.nextBlock(sequence);
      changes.put(key, sealer.seal(key, encodeBlock(messages, ends)));
      stored.adds(sequence);
      sequence += ends.length;
    }
  }

  /** What has changed is written. */
  written(): void {
    const { first, last, count, bytes } = this;
    this.saved = { first, last, count, bytes };
    this.stored.written();
    this.recent.keepLatest();
  }

  /** What has changed could not be written: forgets it. */
  takeBack(): void {
    const { first, last, count, bytes } = this.saved;
    this.first = first;
    this.last = last;
    this.count = count;
    this.bytes = bytes;
    this.recent.dropAfter(last);
    // What had come of age is back, and its timer is over.
    this.holdLimits();
  }

  protected dropFirst(): number {
    const { first, oldest, recent } = this;
    if (!recent.find(first, oldest) && !this.read(first, oldest)) return 0;
    recent.dropBefore(first + 1);
    this.onChange();
    return oldest.end - oldest.start + RECORD_BYTES;
  }

  /** The messages from this one on that go into one block. */
  private nextBlock(first: number): { messages: Buffer; ends: number[] } {
    const { recent, oldest } = this;
    if (!recent.find(first, oldest)) throw new Error(`message ${first} is gone`);
    const { bytes, start } = oldest;
    const ends: number[] = [];
    let end: number;
    do {
      end = oldest.end;
      ends.push(end - start);
    } while (
      recent.find(first + ends.length, oldest) &&
      // One behind the other.
      oldest.bytes === bytes &&
      oldest.end - start <= BLOCK_BYTES_MAX
    );
    return { messages: bytes.subarray(start, end), ends };
  }

  private read(sequence: number, found: StoredMsg): boolean {
    if (this.stored.find(sequence, found)) return true;
    this.log.error(
      `Message ${sequence} of channel ${JSON.stringify(this.channel)} is damaged on disk`,
    );
    return false;
  }
}
