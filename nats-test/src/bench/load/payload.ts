import { crc32 } from 'node:zlib';

/*
 * What each message says of itself: which bench and round it belongs to, who sent it, which one it is,
 * when it was meant to be sent, and a check sum over all of it.
 *
 *   0 u32 bench   4 u16 round   6 u16 publisher   8 u32 number   12 u32 length
 *   16 f64 intended time   24 u8 flags   25 filling   last 4: CRC-32 of what stands before
 */

/** A message as it was meant. */
export interface Payload {
  /** A random number that tells benches apart. */
  readonly bench: number;
  readonly round: number;
  /** From 0. */
  readonly publisher: number;
  /** From 0, for each publisher. */
  readonly number: number;
  /** When it was meant to be sent: microseconds of CLOCK_MONOTONIC, which all processes share. */
  readonly intendedUs: number;
  /** False in the warm-up. */
  readonly isMeasured: boolean;
}

const CRC_BYTES = 4;
const HEAD_BYTES = 25;
const MEASURED = 1;
const FILLING = 'nats-test bench ';

/** Writes messages. The buffer that it gives is used again for the next one of that size. */
export class PayloadWriter {
  private readonly buffers = new Map<number, Buffer>();

  /** @param size 32 bytes at least */
  write(payload: Payload, size: number): Buffer {
    const buffer = this.bufferOf(size);
    buffer.writeUInt32LE(payload.bench, 0);
    buffer.writeUInt16LE(payload.round, 4);
    buffer.writeUInt16LE(payload.publisher, 6);
    buffer.writeUInt32LE(payload.number, 8);
    buffer.writeDoubleLE(payload.intendedUs, 16);
    buffer.writeUInt8(payload.isMeasured ? MEASURED : 0, 24);
    buffer.writeUInt32LE(crc32(buffer.subarray(0, size - CRC_BYTES)), size - CRC_BYTES);
    return buffer;
  }

  private bufferOf(size: number): Buffer {
    let buffer = this.buffers.get(size);
    if (!buffer) {
      buffer = Buffer.alloc(size, FILLING);
      buffer.writeUInt32LE(size, 12);
      // Sizes of a wide range must not fill the memory.
      if (this.buffers.size >= 256) this.buffers.clear();
      this.buffers.set(size, buffer);
    }
    return buffer;
  }
}

/**
 * Reads a message.
 * @returns undefined when it is not as it was written, or no message of any bench
 */
export function readPayload(data: Buffer): Payload | undefined {
  if (data.length < HEAD_BYTES + CRC_BYTES || data.readUInt32LE(12) !== data.length) {
    return undefined;
  }
  const end = data.length - CRC_BYTES;
  if (crc32(data.subarray(0, end)) !== data.readUInt32LE(end)) return undefined;
  return {
    bench: data.readUInt32LE(0),
    round: data.readUInt16LE(4),
    publisher: data.readUInt16LE(6),
    number: data.readUInt32LE(8),
    intendedUs: data.readDoubleLE(16),
    isMeasured: (data.readUInt8(24) & MEASURED) !== 0,
  };
}
