import { copyBytes, CopySource } from '../../base/copy-bytes';

const BYTES_AT_FIRST = 4096;
/** A buffer that a burst has made larger is given back after it was sent. */
const BYTES_KEPT_MAX = 1024 * 1024;
const LF_CR_BYTES = 2;
/** Digits of the largest payload size. */
const SIZE_DIGITS_MAX = 10;

/** Frames for one connection, collected until the end of the turn and then sent by one write. */
export class OutputBuffer {
  private bytes = Buffer.allocUnsafeSlow(BYTES_AT_FIRST);
  /** Bytes waiting. */
  length = 0;
  /**
   * The latest line of a `MSG` that waits: where it stands, and what it was made from. The next one is
   * mostly the same, and copying it within this memory is quicker than making it.
   */
  private lineStart = 0;
  private lineEnd = 0;
  private linePrefix: Buffer | undefined;
  /** What the latest payload was copied from. */
  private readonly source = new CopySource();
  private lineSize = 0;

  /** Adds bytes as they are. */
  append(bytes: Uint8Array): void {
    this.makeRoom(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /**
   * Adds a `MSG`: prefix, reply, size, line end, payload, line end. The payload comes in two pieces:
   * a redelivered message is the stored bytes with two more fields behind, and an ack is a guid that
   * stands somewhere, with two bytes before it.
   */
  appendMsg(
    prefix: Buffer,
    reply: string,
    source: Buffer,
    start: number,
    end: number,
    tail: Uint8Array,
    tailStart: number,
    tailEnd: number,
  ): void {
    const size = end - start + tailEnd - tailStart;
    this.makeRoom(
      prefix.length + reply.length + 1 + SIZE_DIGITS_MAX + LF_CR_BYTES + size + LF_CR_BYTES,
    );
    const { bytes } = this;
    let at = this.length;
    if (prefix === this.linePrefix && size === this.lineSize && reply === '') {
      const { lineStart, lineEnd } = this;
      bytes.copyWithin(at, lineStart, lineEnd);
      at += lineEnd - lineStart;
    } else {
      at = this.writeLine(prefix, reply, size);
    }
    this.source.use(source);
    at = this.source.copy(bytes, at, start, end);
    if (tailEnd > tailStart) at = copyBytes(bytes, at, tail, tailStart, tailEnd);
    bytes[at++] = 0x0d;
    bytes[at++] = 0x0a;
    this.length = at;
  }

  /** @returns the position behind it */
  private writeLine(prefix: Buffer, reply: string, size: number): number {
    const { bytes, length } = this;
    let at = copyBytes(bytes, length, prefix, 0, prefix.length);
    if (reply !== '') {
      at += bytes.write(reply, at, 'latin1');
      bytes[at++] = 0x20;
    }
    at = writeDecimal(bytes, at, size);
    bytes[at++] = 0x0d;
    bytes[at++] = 0x0a;
    if (reply === '') {
      this.lineStart = length;
      this.lineEnd = at;
      this.linePrefix = prefix;
      this.lineSize = size;
    }
    return at;
  }

  /** What waits. The caller says by `sent` what becomes of the memory. */
  waiting(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** Starts afresh, in the same memory when nobody reads it any more. */
  sent(reusable: boolean): void {
    if (!reusable || this.bytes.length > BYTES_KEPT_MAX) {
      // As large as what was just needed: a busy connection will need it again.
      const wanted = Math.min(Math.max(this.length, BYTES_AT_FIRST), BYTES_KEPT_MAX);
      this.bytes = Buffer.allocUnsafeSlow(wanted);
    }
    this.length = 0;
    this.linePrefix = undefined;
    this.source.release();
  }

  /** Gives back what a burst has left, for a connection on which nothing happens. */
  rest(): void {
    if (this.length === 0 && this.bytes.length > BYTES_AT_FIRST) {
      this.bytes = Buffer.allocUnsafeSlow(BYTES_AT_FIRST);
    }
  }

  private makeRoom(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + more));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

function writeDecimal(bytes: Buffer, at: number, value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits++;
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = Math.floor(rest / 10);
    bytes[i] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
  return at + digits;
}
