import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import { msgProtoBytes, type MsgParts } from '../../../protocol/streaming/hot-codec';
import { LimitedMsgStore } from '../limited-msg-store';
import { Segments } from '../segments';
import type { ChannelLimits, StoredMsg } from '../store';
import type { Changes, Database } from './database';
import { messageKey } from './keys';
import { unseal, type Sealer } from './sealed';

/** Of what is written the newest messages stay in memory, since they are what most are sent next. */
const SEGMENT_BYTES_MAX = 64 * 1024;

/** What the real server counts for a message beside its bytes, in `/streaming/storez` and for `-mb`. */
export const RECORD_BYTES = 40;

/** What a channel has on disk. */
export interface MsgCounts {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly bytes: number;
}

/** What messages on disk need beside what all messages need. */
interface FileMsgParts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly channelId: number;
  /** Called when there is something to write. */
  readonly onChange: () => void;
}

const NOTHING: MsgCounts = { first: 0, last: 0, count: 0, bytes: 0 };

/** The messages of a channel on disk; what is not written yet, and the newest of the others, in memory. */
export class FileMsgStore extends LimitedMsgStore {
  private readonly database: Database;
  private readonly sealer: Sealer;
  private readonly channelId: number;
  private readonly recent = new Segments(SEGMENT_BYTES_MAX);
  private readonly onChange: () => void;
  private saved = NOTHING;

  constructor(parts: FileMsgParts, name: string, limits: ChannelLimits, clock: Clock, log: Log) {
    super(name, limits, clock, log);
    this.database = parts.database;
    this.sealer = parts.sealer;
    this.channelId = parts.channelId;
    this.onChange = parts.onChange;
  }

  /** Begins with what is on disk. */
  recover(counts: MsgCounts): void {
    this.saved = counts;
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
    const { channelId, saved, sealer, oldest } = this;
    for (let gone = saved.first; gone < this.first && gone <= saved.last; gone++) {
      changes.remove(messageKey(channelId, gone));
    }
    for (let sequence = Math.max(saved.last + 1, this.first); sequence <= this.last; sequence++) {
      const key = messageKey(channelId, sequence);
      if (!this.recent.find(sequence, oldest)) throw new Error(`message ${sequence} is gone`);
      changes.put(key, sealer.seal(key, oldest.bytes.subarray(oldest.start, oldest.end)));
    }
  }

  /** What has changed is written. */
  written(): void {
    const { first, last, count, bytes } = this;
    this.saved = { first, last, count, bytes };
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

  private read(sequence: number, found: StoredMsg): boolean {
    const key = messageKey(this.channelId, sequence);
    const bytes = this.readSealed(key);
    if (!bytes) {
      this.log.error(
        `Message ${sequence} of channel ${JSON.stringify(this.channel)} is damaged on disk`,
      );
      return false;
    }
    found.bytes = bytes;
    found.start = 0;
    found.end = bytes.length;
    return true;
  }

  /** Undefined when it is not what was written. */
  private readSealed(key: Buffer): Buffer | undefined {
    try {
      const sealed = this.database.get(key);
      return sealed && unseal(key, sealed);
    } catch {
      // Pages on the way to it are damaged.
      return undefined;
    }
  }
}
