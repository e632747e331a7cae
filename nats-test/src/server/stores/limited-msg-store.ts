import type { Clock, Timer } from '../../base/clock';
import type { Log } from '../../base/log';
import { formatSize } from '../../base/size';
import { readMsgTimestamp, type MsgParts } from '../../protocol/streaming/hot-codec';
import type { ChannelLimits, MsgStore, StoredMsg } from './store';

const NS_PER_MS = 1e6;

/** What every store of messages does alike: it counts, pushes out what is over its limits, and finds by time. */
export abstract class LimitedMsgStore implements MsgStore {
  first = 0;
  last = 0;
  count = 0;
  bytes = 0;

  protected readonly channel: string;
  private readonly limits: ChannelLimits;
  private readonly clock: Clock;
  protected readonly log: Log;
  private ageTimer: Timer | undefined;
  private hasHitLimit = false;
  protected readonly oldest: StoredMsg = { bytes: Buffer.alloc(0), start: 0, end: 0 };

  constructor(channel: string, limits: ChannelLimits, clock: Clock, log: Log) {
    this.channel = channel;
    this.limits = limits;
    this.clock = clock;
    this.log = log;
  }

  abstract append(parts: MsgParts): void;

  abstract lookup(sequence: number, found: StoredMsg): boolean;

  /** Takes the first message away. @returns its bytes */
  protected abstract dropFirst(): number;

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

  /** Counts a message that was just stored, and makes room for it. */
  protected appended(sequence: number, messageBytes: number): void {
    this.last = sequence;
    if (this.first === 0) this.first = sequence;
    this.count++;
    this.bytes += messageBytes;
    this.holdLimits();
  }

  /** Pushes out what is over the limits, now and when its age has come. */
  protected holdLimits(): void {
    this.makeRoom();
    if (this.limits.ageMsMax > 0 && this.ageTimer === undefined && this.count > 0) {
      this.setAgeTimer();
    }
  }

  private timestamp(sequence: number): bigint {
    const { oldest } = this;
    if (!this.lookup(sequence, oldest)) return 0n;
    return readMsgTimestamp(oldest.bytes, oldest.start, oldest.end);
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
    this.bytes -= this.dropFirst();
    this.count--;
    this.first++;
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
