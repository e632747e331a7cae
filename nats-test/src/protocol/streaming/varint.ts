/*
 * Protobuf's numbers: seven bits a byte, lowest first. Values up to 2^53 are plain numbers here;
 * timestamps are larger and go as BigInt, or as bytes that were encoded once.
 */

const CONTINUES = 0x80;
const LOW_BITS = 0x7f;
/** Below it a number can be shifted: shifts are for 32 bits, one of which is the sign. */
const SHIFTED_MAX = 2 ** 31;
/** Of a 64-bit number. */
const BYTES_MAX = 10;

/** Bytes that the number takes. */
export function varintBytes(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  if (value < 2_097_152) return 3;
  let bytes = 1;
  for (let bound = 128; value >= bound; bound *= 128) bytes++;
  return bytes;
}

/** Writes the number; returns the position behind it. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let position = at;
  if (value < SHIFTED_MAX) {
    while (rest >= CONTINUES) {
      bytes[position++] = CONTINUES | (rest & LOW_BITS);
      rest >>= 7;
    }
    bytes[position++] = rest;
    return position;
  }
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

/** Adds 1 to an encoded number; false when it would need one byte more, and is 0 now. */
export function incrementVarint(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if ((byte & LOW_BITS) !== LOW_BITS) {
      bytes[i] = byte + 1;
      return true;
    }
    bytes[i] = byte & CONTINUES;
  }
  return false;
}

/** Reads numbers one after the other. Say where to start in `position`; it moves behind each number. */
export class VarintReader {
  position = 0;

  /**
   * The next number, exact up to 2^53; larger ones lose their low bits.
   * @returns -1 when it does not end before the limit, or is longer than any 64-bit number
   */
  read(bytes: Uint8Array, limit: number): number {
    if (this.position < limit) {
      // Nearly all are tags and lengths of one byte.
      const byte = bytes[this.position] as number;
      if (byte < CONTINUES) {
        this.position++;
        return byte;
      }
    }
    let value = 0;
    let factor = 1;
    for (let i = 0; i < BYTES_MAX && this.position < limit; i++) {
      const byte = bytes[this.position++] as number;
      value += (byte & LOW_BITS) * factor;
      if (byte < CONTINUES) return value;
      factor *= 128;
    }
    return -1;
  }
}

/** A number that was written by us, without loss. */
export function readVarintBigInt(bytes: Uint8Array, start: number, end: number): bigint {
  let value = 0n;
  for (let i = end - 1; i >= start; i--) {
    value = (value << 7n) | BigInt((bytes[i] as number) & LOW_BITS);
  }
  return value;
}
