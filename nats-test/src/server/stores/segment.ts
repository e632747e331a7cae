import { writeMsgProto, type MsgParts } from '../../protocol/streaming/hot-codec';

const OFFSETS_AT_FIRST = 16;

/** A run of encoded messages in one piece of memory, so that a million of them are not a million objects. */
export class Segment {
  readonly firstSequence: number;
  readonly bytes: Buffer;
  /** Messages in it, those included that were pushed out at its front. */
  count = 0;
  private used = 0;
  /** Where each message begins; the next one's beginning is its end. */
  private offsets = new Uint32Array(OFFSETS_AT_FIRST);

  constructor(firstSequence: number, bytesMax: number) {
    this.firstSequence = firstSequence;
    this.bytes = Buffer.allocUnsafeSlow(bytesMax);
  }

  hasRoomFor(messageBytes: number): boolean {
    return this.used + messageBytes <= this.bytes.length;
  }

  append(parts: MsgParts): void {
    if (this.count + 1 >= this.offsets.length) {
      const larger = new Uint32Array(this.offsets.length * 2);
      larger.set(this.offsets);
      this.offsets = larger;
    }
    this.used = writeMsgProto(this.bytes, this.used, parts);
    this.count++;
    this.offsets[this.count] = this.used;
  }

  /** Drops what comes after the sequence, which is one of this segment. */
  dropAfter(sequence: number): void {
    this.count = sequence - this.firstSequence + 1;
    this.used = this.offsets[this.count] as number;
  }

  /** Where a message of this segment begins. */
  start(sequence: number): number {
    return this.offsets[sequence - this.firstSequence] as number;
  }

  /** Where it ends. */
  end(sequence: number): number {
    return this.offsets[sequence - this.firstSequence + 1] as number;
  }
}
