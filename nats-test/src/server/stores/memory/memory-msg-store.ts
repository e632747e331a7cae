import { msgProtoBytes, type MsgParts } from '../../../protocol/streaming/hot-codec';
import { LimitedMsgStore } from '../limited-msg-store';
import { Segments } from '../segments';
import type { StoredMsg } from '../store';

const SEGMENT_BYTES_MAX = 1024 * 1024;

/** The messages of a channel, encoded, in memory. */
export class MemoryMsgStore extends LimitedMsgStore {
  private readonly segments = new Segments(SEGMENT_BYTES_MAX);

  append(parts: MsgParts): void {
    const messageBytes = msgProtoBytes(parts);
    this.segments.append(parts, messageBytes);
    this.appended(parts.sequence, messageBytes);
  }

  lookup(sequence: number, found: StoredMsg): boolean {
    if (sequence < this.first || sequence > this.last || sequence < 1) return false;
    return this.segments.find(sequence, found);
  }

  protected dropFirst(): number {
    const { first, oldest, segments } = this;
    if (!segments.find(first, oldest)) return 0;
    segments.dropBefore(first + 1);
    return oldest.end - oldest.start;
  }
}
