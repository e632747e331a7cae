/*
 * Protobuf's numbers: seven bits a byte, lowest first. Values up to 2^53 are plain numbers here;
 * timestamps are larger and go as BigInt, or as bytes that were encoded once.
 */

const CONTINUES = 0x80;
const LOW_BITS = 0x7f;

/** Bytes that the number takes. */
export function varintBytes(value: number): number {
  let bytes = 1;
  for (let bound = 128; value >= bound; bound *= 128) bytes++;
  return bytes;
}

/** Writes the number; returns the position behind it. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let position = at;
  while (rest >= CONTINUES) {
    // Division, not shifts: those are for 32 bits only.
    const higher = Math.floor(rest / 128);
    bytes[position++] = CONTINUES | (rest - higher * 128);
    rest = higher;
  }
  bytes[position++] = rest;
  return position;
}

/** The bytes of a whole number from 0 to 2^64 - 1. */
export function encodeVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128n) {
    bytes.push(CONTINUES | Number(rest & 127n));
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** Adds 1 to an encoded number that has more than one byte and does not overflow. */
export function incrementVarint(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if ((byte & LOW_BITS) !== LOW_BITS) {
      bytes[i] = byte + 1;
      return;
    }
    bytes[i] = byte & CONTINUES;
  }
}

/** Reads numbers one after the other. Say where to start in `position`; it moves behind each number. */
export class VarintReader {
  position = 0;
  /** Set when a number did not end before the limit, or is longer than any 64-bit number. */
  failed = false;

  /** The next number, exact up to 2^53; larger ones lose their low bits. */
  read(bytes: Uint8Array, limit: number): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 10 && this.position < limit; i++) {
      const byte = bytes[this.position++] as number;
      value += (byte & LOW_BITS) * factor;
      if (byte < CONTINUES) return value;
      factor *= 128;
    }
    this.failed = true;
    return 0;
  }

  /** The next number without loss. */
  readBigInt(bytes: Uint8Array, limit: number): bigint {
    let value = 0n;
    let shift = 0n;
    for (let i = 0; i < 10 && this.position < limit; i++) {
      const byte = bytes[this.position++] as number;
      value |= BigInt(byte & LOW_BITS) << shift;
      if (byte < CONTINUES) return BigInt.asUintN(64, value);
      shift += 7n;
    }
    this.failed = true;
    return 0n;
  }
}
