import type { Changes } from './database';
import type { Sealer } from './sealed';

/** Sequences that share a record: with 8 of them in a byte it is well below a page of the database. */
const CHUNK_SEQUENCES = 1024;

/** What is pending of a run of sequences, a bit for each. */
interface Chunk {
  /** The first sequence of the run. */
  readonly first: number;
  readonly bits: Uint8Array;
  count: number;
  hasChanged: boolean;
}

/**
 * What a subscription has been sent and has not acknowledged, in few records: a burst that is sent and
 * acknowledged changes the same ones again and again.
 */
export class PendingChunks {
  private readonly byFirst = new Map<number, Chunk>();
  private changed: Chunk[] = [];
  /** The next sequence is nearly always in it. */
  private latest: Chunk | undefined;

  /** Begins with what is on disk. */
  recover(sequences: readonly number[]): void {
    for (const sequence of sequences) this.add(sequence);
    this.written();
  }

  add(sequence: number): void {
    this.set(this.find(sequence) ?? this.begin(sequence), sequence, true);
  }

  delete(sequence: number): void {
    const chunk = this.find(sequence);
    if (chunk) this.set(chunk, sequence, false);
  }

  /**
   * Adds what has changed to what is written.
   * @param keyOf the key for the chunk that begins with a sequence
   */
  write(changes: Changes, sealer: Sealer, keyOf: (first: number) => Buffer): void {
    for (const { first, bits, count } of this.changed) {
      const key = keyOf(first);
      if (count === 0) changes.remove(key);
      else changes.put(key, sealer.seal(key, bits));
    }
  }

  /** What has changed is written. */
  written(): void {
    for (const chunk of this.changed) {
      chunk.hasChanged = false;
      if (chunk.count > 0) continue;
      this.byFirst.delete(chunk.first);
      if (this.latest === chunk) this.latest = undefined;
    }
    this.changed = [];
  }

  private find(sequence: number): Chunk | undefined {
    const { latest } = this;
    if (latest && sequence >= latest.first && sequence < latest.first + CHUNK_SEQUENCES) {
      return latest;
    }
    const chunk = this.byFirst.get(firstOf(sequence));
    if (chunk) this.latest = chunk;
    return chunk;
  }

  private begin(sequence: number): Chunk {
    const first = firstOf(sequence);
    const bits = new Uint8Array(CHUNK_SEQUENCES / 8);
    const chunk = { first, bits, count: 0, hasChanged: false };
    this.byFirst.set(first, chunk);
    this.latest = chunk;
    return chunk;
  }

  private set(chunk: Chunk, sequence: number, isPending: boolean): void {
    const place = sequence - chunk.first;
    const mask = 1 << (place & 7);
    const byte = chunk.bits[place >> 3] as number;
    if (((byte & mask) !== 0) === isPending) return;
    chunk.bits[place >> 3] = byte ^ mask;
    chunk.count += isPending ? 1 : -1;
    this.changes(chunk);
  }

  private changes(chunk: Chunk): void {
    if (chunk.hasChanged) return;
    chunk.hasChanged = true;
    this.changed.push(chunk);
  }
}

const firstOf = (sequence: number): number => sequence - (sequence % CHUNK_SEQUENCES);

/** The sequences that are pending according to a chunk on disk, rising. */
export function readChunk(first: number, bits: Uint8Array): number[] {
  const pending: number[] = [];
  for (let place = 0; place < bits.length * 8; place++) {
    if (((bits[place >> 3] as number) & (1 << (place & 7))) !== 0) pending.push(first + place);
  }
  return pending;
}
