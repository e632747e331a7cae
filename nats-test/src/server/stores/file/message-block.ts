import type { StoredMsg } from '../store';

const NUMBER_BYTES = 4;

/*
 * Messages that were written together lie under one key, that of the first one: how many there are,
 * where each ends, and their bytes.
 */

/**
 * @param messages the bytes of all, one behind the other
 * @param ends where each ends in there
 */
export function encodeBlock(messages: Uint8Array, ends: readonly number[]): Buffer {
  const tableBytes = NUMBER_BYTES * (1 + ends.length);
  const block = Buffer.allocUnsafe(tableBytes + messages.length);
  block.writeUInt32BE(ends.length, 0);
  ends.forEach((end, place) => block.writeUInt32BE(end, NUMBER_BYTES * (1 + place)));
  block.set(messages, tableBytes);
  return block;
}

/** A block as it was read. */
export class MessageBlock {
  readonly first: number;
  readonly count: number;
  private readonly bytes: Buffer;

  constructor(first: number, bytes: Buffer) {
    this.first = first;
    this.bytes = bytes;
    this.count = bytes.readUInt32BE(0);
  }

  /** The sequence behind its last one. */
  get end(): number {
    return this.first + this.count;
  }

  /** Says where the message lies; false when it is not one of these. */
  find(sequence: number, found: StoredMsg): boolean {
    const place = sequence - this.first;
    if (place < 0 || place >= this.count) return false;
    const messages = NUMBER_BYTES * (1 + this.count);
    found.bytes = this.bytes;
    found.start = messages + (place === 0 ? 0 : this.endOf(place - 1));
    found.end = messages + this.endOf(place);
    return true;
  }

  /** Bytes of the messages from this one on. */
  bytesFrom(sequence: number): number {
    const place = sequence - this.first;
    return this.endOf(this.count - 1) - (place <= 0 ? 0 : this.endOf(place - 1));
  }

  private endOf(place: number): number {
    return this.bytes.readUInt32BE(NUMBER_BYTES * (1 + place));
  }
}
