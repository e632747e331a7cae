import { Op } from './op';
import { PubHead } from './pub-head';

const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const LF = 0x0a;
const LOWER_CASE = 0x20;

const word = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const WORDS = {
  connect: word('connect'),
  ping: word('ping'),
  pong: word('pong'),
  pub: word('pub'),
  sub: word('sub'),
  unsub: word('unsub'),
  ok: word('+ok'),
  err: word('-err'),
  info: word('info'),
} as const;

const ARGUMENTS_MAX = 4;
const NO_BYTES = Buffer.alloc(0);
const FRAME_END_BYTES = 2;

/**
 * Cuts the bytes of a client into ops.
 *
 * `push` a chunk, then call `next` until it says `needMore`. An op's parts are offsets into `bytes`,
 * valid until the next call of `next`; nothing is copied but what straddles two chunks. What it
 * accepts and refuses, and when, follows nats-server 2.1.4, whose parser looks at one byte after the
 * other: a wrong letter is refused at once, without waiting for the end of its line.
 */
export class OpParser {
  /** What the offsets below point into. */
  bytes: Buffer = Buffer.alloc(0);
  /** `PUB`: the subject. */
  subjectStart = 0;
  subjectEnd = 0;
  /** `PUB`: the reply subject; both 0 when there is none. */
  replyStart = 0;
  replyEnd = 0;
  /** `PUB`: the payload. */
  payloadStart = 0;
  payloadEnd = 0;
  /** `CONNECT`, `SUB`, `UNSUB`, `-ERR`: the rest of the line without its end. */
  lineStart = 0;
  lineEnd = 0;
  /** After `malformed`: whether the size of a `PUB` is no number. */
  hasBadSize = false;
  /** After `payloadTooLarge`: how large the payload would be. */
  refusedBytes = 0;

  /** `PUB`: its number tells whether subject and reply are those of the one before. */
  readonly head = new PubHead();

  private readonly payloadBytesMax: number;
  private readonly controlLineBytesMax: number;
  private position = 0;
  private limit = 0;
  /** A frame that straddles chunks and whose length is known: its bytes so far. */
  private partial: Buffer | undefined;
  private partialBytes = 0;
  /** How long the frame at `position` will be; 0 while that is unknown. */
  private frameBytes = 0;
  /** What came in the same chunk behind the end of `partial`. */
  private rest: Buffer | undefined;

  constructor(limits: { readonly payloadBytesMax: number; readonly controlLineBytesMax: number }) {
    this.payloadBytesMax = limits.payloadBytesMax;
    this.controlLineBytesMax = limits.controlLineBytesMax;
  }

  /** Takes the next bytes of the connection. They must not change afterwards. */
  push(chunk: Buffer): void {
    if (this.partial !== undefined) {
      this.fillPartial(chunk);
    } else if (this.position === this.limit) {
      this.read(chunk);
    } else if (this.frameBytes > 0) {
      this.partial = Buffer.allocUnsafe(this.frameBytes);
      this.partialBytes = this.bytes.copy(this.partial, 0, this.position, this.limit);
      this.fillPartial(chunk);
    } else {
      this.read(Buffer.concat([this.bytes.subarray(this.position, this.limit), chunk]));
    }
  }

  /** Whether what comes next begins as `CONNECT` does; undefined while nothing has come. */
  get nextMayBeConnect(): boolean | undefined {
    if (this.partial !== undefined) return undefined;
    const at = this.position;
    const first = at < this.limit ? this.bytes[at] : this.rest?.[0];
    return first === undefined ? undefined : (first | LOWER_CASE) === 0x63; /* c */
  }

  /** The next op, whose parts are then in the fields; `needMore` when no whole op is left. */
  next(): Op {
    if (this.partial !== undefined) return Op.needMore;
    if (this.position === this.limit) {
      if (this.rest === undefined) {
        // A client that now says nothing for hours keeps no 64 KiB for it.
        this.read(NO_BYTES);
        this.head.release();
        return Op.needMore;
      }
      this.read(this.rest);
    }
    const { bytes, position, limit } = this;
    const first = (bytes[position] as number) | LOWER_CASE;
    if (first === 0x70 /* p */) {
      if (position + 1 === limit) return Op.needMore;
      const second = (bytes[position + 1] as number) | LOWER_CASE;
      if (second === 0x75 /* u */) return this.pub();
      if (second === 0x69 /* i */) return this.bare(WORDS.ping, Op.ping);
      return this.bare(WORDS.pong, Op.pong);
    }
    switch (first) {
      case 0x73 /* s */:
        return this.line(WORDS.sub, Op.sub, true);
      case 0x75 /* u */:
        return this.line(WORDS.unsub, Op.unsub, true);
      case 0x63 /* c */:
        return this.line(WORDS.connect, Op.connect, false);
      case 0x69 /* i */:
        return this.line(WORDS.info, Op.info, true);
      case 0x2b /* + */:
        return this.bare(WORDS.ok, Op.ok);
      case 0x2d /* - */:
        return this.line(WORDS.err, Op.err, true);
      default:
        return Op.unknown;
    }
  }

  /**
   * The words of the line of `SUB` or `UNSUB`, as text with one character a byte.
   * @returns undefined when there are more than the protocol ever has
   */
  lineWords(): string[] | undefined {
    const words = this.bytes
      .toString('latin1', this.lineStart, this.lineEnd)
      .split(/[ \t\r\n]+/)
      .filter((part) => part !== '');
    return words.length > ARGUMENTS_MAX ? undefined : words;
  }

  private read(chunk: Buffer): void {
    this.bytes = chunk;
    this.position = 0;
    this.limit = chunk.length;
    this.frameBytes = 0;
    this.rest = undefined;
  }

  private fillPartial(chunk: Buffer): void {
    const partial = this.partial as Buffer;
    const taken = chunk.copy(partial, this.partialBytes);
    this.partialBytes += taken;
    const missing = partial.length - this.partialBytes;
    // A payload that does not end where it should is refused without waiting for its last byte.
    const endsWrong = missing === 1 && partial[this.partialBytes - 1] !== CR;
    if (missing > 0 && !endsWrong) return;
    this.partial = undefined;
    this.read(partial.subarray(0, this.partialBytes));
    if (taken < chunk.length) this.rest = chunk.subarray(taken);
  }

  /** Compares the letters that are there; 1 when all match, 0 when more must come, -1 on a wrong one. */
  private match(letters: Uint8Array): -1 | 0 | 1 {
    const available = Math.min(letters.length, this.limit - this.position);
    for (let i = 0; i < available; i++) {
      const byte = this.bytes[this.position + i] as number;
      const letter = letters[i] as number;
      // Letters in either case; `+` and `-` as they are.
      if (byte !== letter && (letter < 0x61 || (byte | LOWER_CASE) !== letter)) return -1;
    }
    return available === letters.length ? 1 : 0;
  }

  /** An op without arguments; whatever follows it on its line is ignored, as the real server does. */
  private bare(letters: Uint8Array, op: Op): Op {
    const matched = this.match(letters);
    if (matched < 0) return Op.unknown;
    if (matched === 0) return Op.needMore;
    const end = this.bytes.indexOf(LF, this.position + letters.length);
    if (end < 0 || end >= this.limit) return this.waitForLineEnd(this.position + letters.length);
    this.position = end + 1;
    return op;
  }

  /** An op with a line of arguments. */
  private line(letters: Uint8Array, op: Op, needsSpace: boolean): Op {
    const matched = this.match(letters);
    if (matched < 0) return Op.unknown;
    if (matched === 0) return Op.needMore;
    let start = this.position + letters.length;
    if (start === this.limit) return Op.needMore;
    if (needsSpace && !isSpace(this.bytes[start] as number)) return Op.unknown;
    while (start < this.limit && isSpace(this.bytes[start] as number)) start++;
    if (start === this.limit) return this.dropSpaces(letters);
    // The first byte belongs to the arguments whatever it is, even a line end.
    const end = this.bytes.indexOf(LF, start + 1);
    if (end < 0) return this.waitForLineEnd(start);
    this.lineStart = start;
    this.lineEnd = this.bytes[end - 1] === CR && end - 1 > start ? end - 1 : end;
    this.position = end + 1;
    return op;
  }

  /** Spaces before the arguments may be many; only one is kept, or a client could make them fill the memory. */
  private dropSpaces(letters: Uint8Array): Op {
    this.read(Buffer.concat([letters, Buffer.from(' ')]));
    return Op.needMore;
  }

  private waitForLineEnd(start: number): Op {
    const lineBytes = this.limit - start - (this.bytes[this.limit - 1] === CR ? 1 : 0);
    return lineBytes > this.controlLineBytesMax ? Op.lineTooLong : Op.needMore;
  }

  /** `PUB subject [reply] size`, its payload and line end: the op that must be fast. */
  private pub(): Op {
    const { bytes, limit, position, head } = this;
    if (!head.isAt(bytes, position)) return this.newPub();
    const sizeStart = position + head.length;
    let size = 0;
    let at = sizeStart;
    for (; at < limit; at++) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) break;
      size = size * 10 + digit;
    }
    const isPlain =
      at > sizeStart && at + FRAME_END_BYTES <= limit && bytes[at] === CR && bytes[at + 1] === LF;
    // Whatever is unusual is for the way that looks at each byte.
    if (!isPlain || size > this.payloadBytesMax) return this.newPub();
    this.subjectStart = position + head.subjectStart;
    this.subjectEnd = position + head.subjectEnd;
    this.replyStart = head.replyEnd === 0 ? 0 : position + head.replyStart;
    this.replyEnd = head.replyEnd === 0 ? 0 : position + head.replyEnd;
    return this.payload(at + FRAME_END_BYTES, size);
  }

  /** A `PUB` whose words are not those of the one before. */
  private newPub(): Op {
    const { bytes, limit } = this;
    let at = this.position + 3;
    if (at >= limit) {
      return this.match(WORDS.pub) < 0 ? Op.unknown : Op.needMore;
    }
    if (
      ((bytes[at - 1] as number) | LOWER_CASE) !== 0x62 /* b */ ||
      !isSpace(bytes[at] as number)
    ) {
      return Op.unknown;
    }
    while (at < limit && isSpace(bytes[at] as number)) at++;
    if (at === limit) return this.dropSpaces(WORDS.pub);
    const start = at;
    let count = 0;
    let firstStart = 0;
    let firstEnd = 0;
    let secondStart = 0;
    let secondEnd = 0;
    let lastStart = at;
    let lastEnd = at;
    let inWord = false;
    for (; at < limit; at++) {
      const byte = bytes[at] as number;
      if (byte > SPACE) {
        if (!inWord) {
          inWord = true;
          lastStart = at;
        }
      } else if (byte === SPACE || byte === TAB || byte === CR || byte === LF) {
        if (inWord) {
          inWord = false;
          lastEnd = at;
          count++;
          if (count === 1) {
            firstStart = lastStart;
            firstEnd = lastEnd;
          } else if (count === 2) {
            secondStart = lastStart;
            secondEnd = lastEnd;
          }
        }
        if (byte === LF) break;
      } else if (!inWord) {
        inWord = true;
        lastStart = at;
      }
    }
    if (at === limit) return this.waitForLineEnd(start);
    if (count !== 2 && count !== 3) return this.malformedLine(start, at);
    const size = this.payloadSize(lastStart, lastEnd);
    if (size < 0) {
      this.hasBadSize = true;
      return this.malformedLine(start, at);
    }
    if (size > this.payloadBytesMax) {
      this.refusedBytes = size;
      return Op.payloadTooLarge;
    }
    this.subjectStart = firstStart;
    this.subjectEnd = firstEnd;
    this.replyStart = count === 3 ? secondStart : 0;
    this.replyEnd = count === 3 ? secondEnd : 0;
    this.keepHead(lastStart);
    return this.payload(at + 1, size);
  }

  private keepHead(end: number): void {
    const { head, position } = this;
    head.set(this.bytes, position, end);
    head.subjectStart = this.subjectStart - position;
    head.subjectEnd = this.subjectEnd - position;
    head.replyStart = this.replyEnd === 0 ? 0 : this.replyStart - position;
    head.replyEnd = this.replyEnd === 0 ? 0 : this.replyEnd - position;
  }

  /** What follows the line of a `PUB`. */
  private payload(payloadStart: number, size: number): Op {
    const { bytes, limit } = this;
    const payloadEnd = payloadStart + size;
    if (payloadEnd < limit && bytes[payloadEnd] !== CR) return Op.unknown;
    if (payloadEnd + FRAME_END_BYTES > limit) {
      this.frameBytes = payloadEnd + FRAME_END_BYTES - this.position;
      return Op.needMore;
    }
    if (bytes[payloadEnd + 1] !== LF) return Op.unknown;
    this.payloadStart = payloadStart;
    this.payloadEnd = payloadEnd;
    this.position = payloadEnd + FRAME_END_BYTES;
    return Op.pub;
  }

  /** The number that the digits make; -1 when they are none. */
  private payloadSize(start: number, end: number): number {
    let size = 0;
    for (let i = start; i < end; i++) {
      const digit = (this.bytes[i] as number) - 0x30;
      if (digit < 0 || digit > 9) return -1;
      size = size * 10 + digit;
    }
    if (size <= Number.MAX_SAFE_INTEGER) return size;
    // The real server counts in 64 bits and does not notice when they overflow.
    return Number(BigInt.asIntN(64, BigInt(this.bytes.toString('latin1', start, end))));
  }

  private malformedLine(start: number, end: number): Op {
    this.lineStart = start;
    this.lineEnd = end;
    return Op.malformed;
  }
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}
