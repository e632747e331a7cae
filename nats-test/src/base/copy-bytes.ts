/** Up to here a loop is faster: a native copy makes an object for the piece that it copies. */
const LOOPED_BYTES_MAX = 32;
/** The same where the engine has to be asked for the memory first. */
const LONG_LOOP_BYTES_MAX = 48;
const NOTHING = new Uint8Array(0);

/**
 * Bytes of which many pieces are copied. The engine takes longer to tell in which memory bytes stand
 * than to copy a hundred of them, so it is asked once.
 */
export class CopySource {
  private bytes: Uint8Array = NOTHING;
  private memory: ArrayBufferLike = NOTHING.buffer;
  private memoryOffset = 0;

  constructor(bytes: Uint8Array = NOTHING) {
    this.use(bytes);
  }

  /** Copies from these bytes from now on. */
  use(bytes: Uint8Array): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.memory = bytes.buffer;
    this.memoryOffset = bytes.byteOffset;
  }

  /** Holds no bytes any more. */
  release(): void {
    this.use(NOTHING);
  }

  /**
   * Copies the bytes from `start` to `end` into the target, which must have room for them.
   * @returns the position behind them in the target
   */
  copy(target: Uint8Array, at: number, start: number, end: number): number {
    const length = end - start;
    if (length <= LOOPED_BYTES_MAX) return copyBytes(target, at, this.bytes, start, end);
    target.set(new Uint8Array(this.memory, this.memoryOffset + start, length), at);
    return at + length;
  }
}

/** The same for a piece of something else. */
export function copyBytes(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  const length = end - start;
  if (length <= LONG_LOOP_BYTES_MAX) {
    for (let i = 0; i < length; i++) target[at + i] = source[start + i] as number;
  } else {
    target.set(source.subarray(start, end), at);
  }
  return at + length;
}
