import type { MsgParts } from '../../protocol/streaming/hot-codec';
import { Segment } from './segment';
import type { StoredMsg } from './store';

/** A quiet channel costs little, a busy one gets large segments. */
const SEGMENT_BYTES_AT_FIRST = 4096;
const SEGMENT_GROWTH = 4;

/** Messages in memory, in sequence and without a gap. */
export class Segments {
  private readonly segmentBytesMax: number;
  private readonly list: Segment[] = [];
  private segmentBytes = SEGMENT_BYTES_AT_FIRST;
  /** The segment of the latest look-up: the next one is nearly always in it. */
  private latest: Segment | undefined;

  constructor(segmentBytesMax: number) {
    this.segmentBytesMax = segmentBytesMax;
  }

  append(parts: MsgParts, messageBytes: number): void {
    let segment = this.list.at(-1);
    if (!segment?.hasRoomFor(messageBytes)) {
      segment = new Segment(parts.sequence, Math.max(this.segmentBytes, messageBytes));
      this.list.push(segment);
      this.segmentBytes = Math.min(this.segmentBytes * SEGMENT_GROWTH, this.segmentBytesMax);
    }
    segment.append(parts);
  }

  /** False when it is not here. One that was dropped at the front may still be found. */
  find(sequence: number, found: StoredMsg): boolean {
    let segment = this.latest;
    if (segment === undefined || !holds(segment, sequence)) {
      segment = this.segmentOf(sequence);
      if (segment === undefined || !holds(segment, sequence)) return false;
      this.latest = segment;
    }
    found.bytes = segment.bytes;
    found.start = segment.start(sequence);
    found.end = segment.end(sequence);
    return true;
  }

  /** Drops what comes before the sequence, a segment at a time. */
  dropBefore(sequence: number): void {
    const { list } = this;
    let count = 0;
    for (const segment of list) {
      if (segment.firstSequence + segment.count > sequence) break;
      if (this.latest === segment) this.latest = undefined;
      count++;
    }
    if (count > 0) list.splice(0, count);
  }

  /** Drops what comes after the sequence. */
  dropAfter(sequence: number): void {
    const { list } = this;
    for (let last = list.at(-1); last && last.firstSequence > sequence; last = list.at(-1)) {
      if (this.latest === last) this.latest = undefined;
      list.pop();
    }
    const last = list.at(-1);
    if (last && holds(last, sequence)) last.dropAfter(sequence);
  }

  /** Drops all but the newest, which take one segment. */
  keepLatest(): void {
    if (this.list.length < 2) return;
    this.list.splice(0, this.list.length - 1);
    this.latest = undefined;
  }

  private segmentOf(sequence: number): Segment | undefined {
    const { list } = this;
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((list[middle] as Segment).firstSequence <= sequence) low = middle;
      else high = middle - 1;
    }
    return list[low];
  }
}

function holds({ firstSequence, count }: Segment, sequence: number): boolean {
  return sequence >= firstSequence && sequence < firstSequence + count;
}
