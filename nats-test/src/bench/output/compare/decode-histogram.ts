import { inflateSync } from 'node:zlib';
import { decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { newHistogram } from '../../latencies';

/** The one encoding that the library writes: version 2, compressed; then the length of the rest. */
const COMPRESSED_COOKIE = 0x1c849314;
const COOKIE = 0x1c849313;
const HEADER_BYTES = 40;
/** Three digits over hours are some 100 KB at the most. */
const BYTES_MAX = 4 * 1024 * 1024;

/**
 * Reads a histogram as `Latencies` has it, which somebody else has written.
 * @throws RangeError when the text is none, or one that can't be put together with ours; a wrong length
 *   would keep the library busy for hours
 */
export function decodeHistogram(text: string): Histogram {
  try {
    const packed = Buffer.from(text, 'base64');
    if (packed.readUInt32BE(0) !== COMPRESSED_COOKIE) throw new RangeError('unknown encoding');
    const end = 8 + packed.readUInt32BE(4);
    const data = inflateSync(packed.subarray(8, end), { maxOutputLength: BYTES_MAX });
    if (data.readUInt32BE(0) !== COOKIE || data.readUInt32BE(4) > data.length - HEADER_BYTES) {
      throw new RangeError('wrong length');
    }
    const histogram = decodeFromCompressedBase64(text);
    newHistogram().add(histogram);
    return histogram;
  } catch (cause) {
    throw new RangeError('it is no histogram', { cause });
  }
}
