import { crc32 } from 'node:zlib';

const CHECKSUM_BYTES = 4;
const BYTES_AT_FIRST = 4096;

/** Puts a checksum before values, over their keys as well, so that none is taken for another one. */
export class Sealer {
  private scratch = Buffer.allocUnsafeSlow(BYTES_AT_FIRST);

  /** The value with its checksum; valid until the next call. */
  seal(key: Buffer, value: Uint8Array): Buffer {
    const length = CHECKSUM_BYTES + value.length;
    if (length > this.scratch.length) this.scratch = Buffer.allocUnsafeSlow(length * 2);
    this.scratch.set(value, CHECKSUM_BYTES);
    this.scratch.writeUInt32BE(checksum(key, value), 0);
    return this.scratch.subarray(0, length);
  }
}

/** The value without its checksum; undefined when it is not what was sealed under the key. */
export function unseal(key: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length < CHECKSUM_BYTES) return undefined;
  const value = sealed.subarray(CHECKSUM_BYTES);
  return sealed.readUInt32BE(0) === checksum(key, value) ? value : undefined;
}

function checksum(key: Buffer, value: Uint8Array): number {
  return crc32(value, crc32(key));
}
