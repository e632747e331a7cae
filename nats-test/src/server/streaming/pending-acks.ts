const ENTRIES_AT_FIRST = 16;
/** A ring that a backlog has made larger is given back when nothing is pending any more. */
const ENTRIES_KEPT_MAX = 16 * 1024;
/** In place of an expiry, and no time ever: acknowledged, but not yet at the front of the ring. */
const GONE = Number.NEGATIVE_INFINITY;

/** In place of an expiry: pending since before a restart, and nobody knows since when. */
export const UNDATED = Number.POSITIVE_INFINITY;

/** A message that was sent and is not acknowledged. */
export interface PendingAck {
  readonly sequence: number;
  /** When it is to be redelivered, in the clock's milliseconds. */
  readonly expiresMs: number;
}

/** What is to be redelivered at some time. */
export interface DueAcks {
  readonly sequences: readonly number[];
  /** When the earliest of the others expires; undefined when there is no other. */
  readonly nextMs: number | undefined;
}

/**
 * What a subscription has been sent and has not acknowledged.
 *
 * First deliveries come in sequence and are mostly acknowledged in sequence, so they live in a
 * ring of numbers: no object and no hash per message. What comes out of sequence (messages taken
 * over from another member of the group) goes into a map beside it.
 */
export class PendingAcks {
  count = 0;

  private sequences = new Float64Array(ENTRIES_AT_FIRST);
  private expiries = new Float64Array(ENTRIES_AT_FIRST);
  /** Positions only grow; an entry's place is its position modulo the ring's length. */
  private head = 0;
  private tail = 0;
  private readonly strays = new Map<number, number>();

  has(sequence: number): boolean {
    return this.expiresMs(sequence) !== undefined;
  }

  /** Adds a message that is not pending yet, or sets when a pending one expires. */
  set(sequence: number, expiresMs: number): void {
    const isNewest = this.head === this.tail || sequence > this.sequenceAt(this.tail - 1);
    if (isNewest && this.strays.size === 0) {
      this.count++;
      this.push(sequence, expiresMs);
      return;
    }
    const position = this.positionOf(sequence);
    if (position >= 0) {
      const place = this.place(position);
      // Acknowledged, and taken over again from another member: its place is still there.
      if (this.expiries[place] === GONE) this.count++;
      this.expiries[place] = expiresMs;
    } else if (this.strays.has(sequence)) {
      this.strays.set(sequence, expiresMs);
    } else {
      this.count++;
      if (this.tail > this.head && sequence < this.sequenceAt(this.tail - 1)) {
        this.strays.set(sequence, expiresMs);
      } else {
        this.push(sequence, expiresMs);
      }
    }
  }

  /** When the message expires; undefined when it is not pending. */
  expiresMs(sequence: number): number | undefined {
    const position = this.positionOf(sequence);
    if (position < 0) return this.strays.get(sequence);
    const expiresMs = this.expiries[this.place(position)];
    return expiresMs === GONE ? undefined : expiresMs;
  }

  /** False when it was not pending. */
  delete(sequence: number): boolean {
    const position = this.positionOf(sequence);
    if (position < 0) {
      if (this.strays.size === 0 || !this.strays.delete(sequence)) return false;
    } else {
      const place = this.place(position);
      if (this.expiries[place] === GONE) return false;
      this.expiries[place] = GONE;
      while (this.head < this.tail && this.expiries[this.place(this.head)] === GONE) this.head++;
    }
    this.count--;
    if (this.count === 0 && this.sequences.length > ENTRIES_KEPT_MAX) this.startAfresh();
    return true;
  }

  /** Has what is undated expire then. */
  date(expiresMs: number): void {
    for (const pending of this.all()) {
      if (pending.expiresMs === UNDATED) this.set(pending.sequence, expiresMs);
    }
  }

  clear(): void {
    this.count = 0;
    this.strays.clear();
    this.startAfresh();
  }

  /** All, by sequence. */
  bySequence(): PendingAck[] {
    const all = this.all();
    return this.strays.size === 0 ? all : all.sort((a, b) => a.sequence - b.sequence);
  }

  /** All, by expiry and then by sequence: the order of redelivery. */
  byExpiry(): PendingAck[] {
    return this.all().sort((a, b) => a.expiresMs - b.expiresMs || a.sequence - b.sequence);
  }

  /** The sequences that expire by then, in the order of redelivery, and when the next one does. */
  due(limitMs: number): DueAcks {
    const sequences: number[] = [];
    let nextMs: number | undefined;
    let latestMs = GONE;
    // Mostly the ring is in the order of redelivery, and then nothing has to be sorted.
    let isInOrder = this.strays.size === 0;
    const look = (sequence: number, expiresMs: number): void => {
      if (expiresMs > limitMs) {
        if (nextMs === undefined || expiresMs < nextMs) nextMs = expiresMs;
        return;
      }
      if (expiresMs < latestMs) isInOrder = false;
      latestMs = expiresMs;
      sequences.push(sequence);
    };
    for (let position = this.head; position < this.tail; position++) {
      const expiresMs = this.expiries[this.place(position)] as number;
      if (expiresMs !== GONE) look(this.sequenceAt(position), expiresMs);
    }
    for (const [sequence, expiresMs] of this.strays) look(sequence, expiresMs);
    if (isInOrder) return { sequences, nextMs };
    const due = this.byExpiry().slice(0, sequences.length);
    return { sequences: due.map(({ sequence }) => sequence), nextMs };
  }

  /** The sequences below the given one. */
  below(sequence: number): number[] {
    const found: number[] = [];
    for (let position = this.head; position < this.tail; position++) {
      if (this.sequenceAt(position) >= sequence) break;
      if (this.expiries[this.place(position)] !== GONE) found.push(this.sequenceAt(position));
    }
    for (const stray of this.strays.keys()) if (stray < sequence) found.push(stray);
    return found;
  }

  private all(): PendingAck[] {
    const all: PendingAck[] = [];
    for (let position = this.head; position < this.tail; position++) {
      const expiresMs = this.expiries[this.place(position)] as number;
      if (expiresMs !== GONE) all.push({ sequence: this.sequenceAt(position), expiresMs });
    }
    for (const [sequence, expiresMs] of this.strays) all.push({ sequence, expiresMs });
    return all;
  }

  private place(position: number): number {
    return position & (this.sequences.length - 1);
  }

  private sequenceAt(position: number): number {
    return this.sequences[this.place(position)] as number;
  }

  /** Where the message stands in the ring, be it gone or not; -1 when it does not. */
  private positionOf(sequence: number): number {
    const { head, tail } = this;
    if (head === tail) return -1;
    // Without gaps the distance from the first sequence is the distance in the ring.
    const position = head + (sequence - this.sequenceAt(head));
    if (position < head) return -1;
    return position < tail && this.sequenceAt(position) === sequence
      ? position
      : this.search(sequence);
  }

  private search(sequence: number): number {
    let low = this.head;
    let high = this.tail - 1;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const found = this.sequenceAt(middle);
      if (found === sequence) return middle;
      if (found < sequence) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  private push(sequence: number, expiresMs: number): void {
    if (this.tail - this.head === this.sequences.length) this.makeRoom();
    const place = this.place(this.tail++);
    this.sequences[place] = sequence;
    this.expiries[place] = expiresMs;
  }

  private startAfresh(): void {
    this.sequences = new Float64Array(ENTRIES_AT_FIRST);
    this.expiries = new Float64Array(ENTRIES_AT_FIRST);
    this.head = 0;
    this.tail = 0;
  }

  /** Drops what is gone, and doubles the ring unless that has freed half of it. */
  private makeRoom(): void {
    const size = this.sequences.length;
    const ringCount = this.count - this.strays.size;
    const largerSize = ringCount > size / 2 ? size * 2 : size;
    const sequences = new Float64Array(largerSize);
    const expiries = new Float64Array(largerSize);
    let kept = 0;
    for (let position = this.head; position < this.tail; position++) {
      const place = this.place(position);
      if (this.expiries[place] === GONE) continue;
      sequences[kept] = this.sequences[place] as number;
      expiries[kept] = this.expiries[place] as number;
      kept++;
    }
    this.sequences = sequences;
    this.expiries = expiries;
    this.head = 0;
    this.tail = kept;
  }
}
