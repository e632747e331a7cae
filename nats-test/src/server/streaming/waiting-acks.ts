import type { NatsRoute } from './nats';

const GUIDS_AT_FIRST = 64;
/** What a burst has made larger is given back when nobody waits any more. */
const GUIDS_KEPT_MAX = 16 * 1024;

/** Acks one after the other that go the same way and have their guids in the same buffer. */
interface Run {
  readonly reply: NatsRoute;
  readonly source: Buffer;
  /** Place of its first ack; the next run's is its end. */
  first: number;
}

/**
 * Publishers that wait for their acks, in the order of their messages: where to, and where the guid
 * stands. All of a read from one client is one run, so that a message costs two numbers.
 */
export class WaitingAcks {
  count = 0;
  private runs: Run[] = [];
  private newest: Run | undefined;
  /** Two numbers for each ack: where its guid begins and ends. */
  private guids = new Uint32Array(2 * GUIDS_AT_FIRST);

  add(reply: NatsRoute, source: Buffer, guidStart: number, guidEnd: number): void {
    let run = this.newest;
    if (run?.reply !== reply || run.source !== source) {
      run = { reply, source, first: this.count };
      this.runs.push(run);
      this.newest = run;
    }
    const at = 2 * this.count++;
    if (at === this.guids.length) this.makeRoom();
    this.guids[at] = guidStart;
    this.guids[at + 1] = guidEnd;
  }

  /** Hands over the acks from one place to another, which is left out. */
  forEach(
    from: number,
    to: number,
    take: (reply: NatsRoute, source: Buffer, guidStart: number, guidEnd: number) => void,
  ): void {
    // Whoever takes them may add some.
    const { runs, guids } = this;
    for (let r = 0; r < runs.length; r++) {
      const { reply, source, first } = runs[r] as Run;
      if (first >= to) return;
      const end = Math.min(to, runs[r + 1]?.first ?? to);
      for (let i = Math.max(first, from); i < end; i++) {
        take(reply, source, guids[2 * i] as number, guids[2 * i + 1] as number);
      }
    }
  }

  /** Forgets the first ones; those behind them take their places. */
  dropFirst(count: number): void {
    if (count === this.count) {
      this.clear();
      return;
    }
    this.guids.copyWithin(0, 2 * count, 2 * this.count);
    this.count -= count;
    const { runs } = this;
    this.runs = runs.filter((_, r) => (runs[r + 1]?.first ?? Infinity) > count);
    for (const run of this.runs) run.first = Math.max(0, run.first - count);
  }

  /** Forgets all from this place on. */
  dropFrom(place: number): void {
    this.count = place;
    while (this.newest && this.newest.first >= place) {
      this.runs.pop();
      this.newest = this.runs.at(-1);
    }
  }

  private clear(): void {
    this.count = 0;
    this.runs = [];
    this.newest = undefined;
    if (this.guids.length > 2 * GUIDS_KEPT_MAX) this.guids = new Uint32Array(2 * GUIDS_AT_FIRST);
  }

  private makeRoom(): void {
    const larger = new Uint32Array(2 * this.guids.length);
    larger.set(this.guids);
    this.guids = larger;
  }
}
