/** One op of NATS, of either side: its line, and for `PUB` and `MSG` a payload. */
export interface Frame {
  /** All of it, as it came. */
  readonly bytes: Buffer;
  /** The words of its line; the first is the op. */
  readonly words: readonly string[];
  /** Empty where the op has none. */
  readonly payload: Buffer;
}

const CRLF = Buffer.from('\r\n');
const EMPTY = Buffer.alloc(0);

/**
 * Cuts what either side of a NATS connection says into frames, wherever the chunks of TCP end.
 * It expects well-formed ops, as clients and servers send them to each other.
 */
export class FrameCutter {
  private unread: Buffer = EMPTY;

  /** Takes the next chunk. @returns the frames that are whole now */
  push(chunk: Buffer): Frame[] {
    this.unread = this.unread.length === 0 ? chunk : Buffer.concat([this.unread, chunk]);
    const frames: Frame[] = [];
    for (let frame = this.next(); frame !== undefined; frame = this.next()) frames.push(frame);
    return frames;
  }

  private next(): Frame | undefined {
    const lineEnd = this.unread.indexOf(CRLF);
    if (lineEnd < 0) return undefined;
    const words = this.unread.toString('latin1', 0, lineEnd).trim().split(/\s+/);
    const payloadStart = lineEnd + CRLF.length;
    const hasPayload = words[0] === 'PUB' || words[0] === 'MSG';
    const payloadEnd = payloadStart + (hasPayload ? Number(words.at(-1)) : 0);
    const end = hasPayload ? payloadEnd + CRLF.length : payloadStart;
    if (this.unread.length < end) return undefined;
    const bytes = this.unread.subarray(0, end);
    this.unread = this.unread.subarray(end);
    return { bytes, words, payload: bytes.subarray(payloadStart, payloadEnd) };
  }
}

/** What a `PUB` says. */
export interface Publication {
  readonly subject: string;
  /** Empty when there is none. */
  readonly reply: string;
  readonly payload: Buffer;
}

/** @returns undefined for another op */
export function readPublication({ words, payload }: Frame): Publication | undefined {
  const [op, subject = '', second = ''] = words;
  if (op !== 'PUB') return undefined;
  return { subject, reply: words.length === 4 ? second : '', payload };
}

export function encodePublication({ subject, reply, payload }: Publication): Buffer {
  const line = ['PUB', subject, ...(reply === '' ? [] : [reply]), payload.length].join(' ');
  return Buffer.concat([Buffer.from(`${line}\r\n`), payload, CRLF]);
}

/** What a `MSG` says. */
export interface NatsMessage extends Publication {
  /** The name that the client has given to its subscription. */
  readonly sid: string;
}

/** @returns undefined for another op */
export function readMessage({ words, payload }: Frame): NatsMessage | undefined {
  const [op, subject = '', sid = '', third = ''] = words;
  if (op !== 'MSG') return undefined;
  return { subject, sid, reply: words.length === 5 ? third : '', payload };
}

export function encodeMessage({ subject, sid, reply, payload }: NatsMessage): Buffer {
  const line = ['MSG', subject, sid, ...(reply === '' ? [] : [reply]), payload.length].join(' ');
  return Buffer.concat([Buffer.from(`${line}\r\n`), payload, CRLF]);
}
