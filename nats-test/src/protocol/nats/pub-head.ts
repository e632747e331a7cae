/** Longer ones are not kept: what a client repeats is shorter. */
const HEAD_BYTES_MAX = 512;
/** In chunks below this a view costs more than it saves. */
const VIEWED_BYTES_MIN = 2048;
const WORD_BYTES = 4;

/**
 * What the latest `PUB` began with, up to its size: `PUB subject reply `. A client that publishes
 * many messages repeats it, and comparing it costs a fraction of taking it apart.
 */
export class PubHead {
  /** Counts the different heads; what was made of one serves as long as this stays the same. */
  number = 0;
  /** 0 while none is kept. */
  length = 0;
  /** Offsets of its words, from its beginning. */
  subjectStart = 0;
  subjectEnd = 0;
  replyStart = 0;
  replyEnd = 0;

  private readonly bytes = Buffer.allocUnsafeSlow(HEAD_BYTES_MAX);
  private readonly words = new DataView(this.bytes.buffer);
  /** Of the chunk in which the next one may stand. */
  private chunk: Uint8Array = this.bytes;
  private chunkWords: DataView | undefined;

  /** Whether the same stands there. There may be less behind the position than its length. */
  isAt(chunk: Uint8Array, position: number): boolean {
    const { length, bytes } = this;
    if (length === 0 || position + length > chunk.length) return false;
    let i = 0;
    const chunkWords = this.wordsOf(chunk);
    if (chunkWords) {
      // Words at a time: with bytes, it takes four times as long.
      const { words } = this;
      for (; i + WORD_BYTES <= length; i += WORD_BYTES) {
        if (chunkWords.getInt32(position + i) !== words.getInt32(i)) return false;
      }
    }
    for (; i < length; i++) if (chunk[position + i] !== bytes[i]) return false;
    return true;
  }

  /** Keeps what stands there; it may be too long to be kept. */
  set(chunk: Uint8Array, start: number, end: number): void {
    this.number++;
    const length = end - start > HEAD_BYTES_MAX ? 0 : end - start;
    this.length = length;
    let i = 0;
    const chunkWords = this.wordsOf(chunk);
    if (chunkWords) {
      const { words } = this;
      for (; i + WORD_BYTES <= length; i += WORD_BYTES) {
        words.setInt32(i, chunkWords.getInt32(start + i));
      }
    }
    for (; i < length; i++) this.bytes[i] = chunk[start + i] as number;
  }

  /** Lets go of the chunk that it has looked at. */
  release(): void {
    this.chunk = this.bytes;
    this.chunkWords = undefined;
  }

  private wordsOf(chunk: Uint8Array): DataView | undefined {
    if (chunk === this.chunk) return this.chunkWords;
    this.chunk = chunk;
    this.chunkWords =
      chunk.length < VIEWED_BYTES_MIN
        ? undefined
        : new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
    return this.chunkWords;
  }
}
