/** Up to here a loop is faster: the native copy makes an object for the piece that it copies. */
const LOOPED_BYTES_MAX = 40;

/**
 * Copies `source` from `start` to `end` into the target, which must have room for it.
 * @returns the position behind it in the target
 */
export function copyBytes(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  const length = end - start;
  if (length > LOOPED_BYTES_MAX) {
    target.set(new Uint8Array(source.buffer, source.byteOffset + start, length), at);
  } else {
    for (let i = 0; i < length; i++) target[at + i] = source[start + i] as number;
  }
  return at + length;
}
