import type { Clock, Timer } from '../../../base/clock';
import type { Log } from '../../../base/log';
import { formatSize } from '../../../base/size';
import {
  msgProtoBytes,
  readMsgTimestamp,
  type MsgParts,
} from '../../../protocol/streaming/hot-codec';
import type { ChannelLimits, MsgStore, StoredMsg } from '../store';
import { Segment } from './segment';

/** A quiet channel costs little, a busy one gets large segments. */
const SEGMENT_BYTES_AT_FIRST = 4096;
const SEGMENT_GROWTH = 4;
const SEGMENT_BYTES_MAX = 1024 * 1024;
const NS_PER_MS = 1e6;

/** The messages of a channel, encoded, in segments. */
export class MemoryMsgStore implements MsgStore {
  first = 0;
  last = 0;
  count = 0;
  bytes = 0;

  private readonly channel: string;
  private readonly limits: ChannelLimits;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly segments: Segment[] = [];
  private segmentBytes = SEGMENT_BYTES_AT_FIRST;
  /** The segment of the latest look-up: the next one is nearly always in it. */
  private latest: Segment | undefined;
  private ageTimer: Timer | undefined;
  private hasHitLimit = false;
  private readonly oldest: StoredMsg = { bytes: Buffer.alloc(0), start: 0, end: 0 };

  constructor(channel: string, limits: ChannelLimits, clock: Clock, log: Log) {
    this.channel = channel;
    this.limits = limits;
    this.clock = clock;
    this.log = log;
  }

  append(parts: MsgParts): void {
    const messageBytes = msgProtoBytes(parts);
    let segment = this.segments.at(-1);
    if (!segment?.hasRoomFor(messageBytes)) {
      segment = new Segment(parts.sequence, Math.max(this.segmentBytes, messageBytes));
      this.segments.push(segment);
      this.segmentBytes = Math.min(this.segmentBytes * SEGMENT_GROWTH, SEGMENT_BYTES_MAX);
    }
    segment.append(parts);
    this.last = parts.sequence;
    if (this.first === 0) this.first = parts.sequence;
    this.count++;
    this.bytes += messageBytes;
    this.makeRoom();
    if (this.limits.ageMsMax > 0 && this.ageTimer === undefined) this.setAgeTimer();
  }

  lookup(sequence: number, found: StoredMsg): boolean {
    if (sequence < this.first || sequence > this.last || sequence < 1) return false;
    let segment = this.latest;
    if (
      segment === undefined ||
      sequence < segment.firstSequence ||
      sequence >= segment.firstSequence + segment.count
    ) {
      segment = this.segmentOf(sequence);
      if (segment === undefined) return false;
      this.latest = segment;
    }
    found.bytes = segment.bytes;
    found.start = segment.start(sequence);
    found.end = segment.end(sequence);
    return true;
  }

  sequenceAt(timestampNs: bigint): number {
    if (this.first === 0) return 0;
    let low = this.first;
    let high = this.last + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.timestamp(middle) >= timestampNs) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  close(): void {
    this.ageTimer?.cancel();
    this.ageTimer = undefined;
  }

  private timestamp(sequence: number): bigint {
    const { oldest } = this;
    if (!this.lookup(sequence, oldest)) return 0n;
    return readMsgTimestamp(oldest.bytes, oldest.start, oldest.end);
  }

  private segmentOf(sequence: number): Segment | undefined {
    const { segments } = this;
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((segments[middle] as Segment).firstSequence <= sequence) low = middle;
      else high = middle - 1;
    }
    return segments[low];
  }

  /** Pushes out the oldest messages until the limits hold; the newest one stays in any case. */
  private makeRoom(): void {
    const { msgsMax, bytesMax } = this.limits;
    while (
      this.count > 1 &&
      ((msgsMax > 0 && this.count > msgsMax) || (bytesMax > 0 && this.bytes > bytesMax))
    ) {
      this.removeFirst();
      if (this.hasHitLimit) continue;
      this.hasHitLimit = true;
      this.log.warn(
        `Reached limits for store ${JSON.stringify(this.channel)} ` +
          `(msgs=${this.count}/${msgsMax} bytes=${formatSize(this.bytes)}/${formatSize(bytesMax)}), ` +
          'dropping old messages to make room for new ones',
      );
    }
  }

  private removeFirst(): void {
    const segment = this.segments[0];
    if (!segment) return;
    this.bytes -= segment.end(this.first) - segment.start(this.first);
    this.count--;
    this.first++;
    if (this.first === segment.firstSequence + segment.count) {
      this.segments.shift();
      if (this.latest === segment) this.latest = undefined;
    }
  }

  private setAgeTimer(): void {
    const ageMs = Number(this.clock.wallNs() - this.timestamp(this.first)) / NS_PER_MS;
    // Whole milliseconds: messages of one turn, which are nanoseconds apart, go together.
    this.ageTimer = this.clock.setTimer(
      Math.max(1, Math.ceil(this.limits.ageMsMax - ageMs)),
      () => {
        this.ageTimer = undefined;
        this.removeAged();
      },
    );
  }

  private removeAged(): void {
    const bornBefore = this.clock.wallNs() - BigInt(Math.round(this.limits.ageMsMax * NS_PER_MS));
    while (this.count > 0 && this.timestamp(this.first) <= bornBefore) this.removeFirst();
    if (this.count > 0) this.setAgeTimer();
  }
}
