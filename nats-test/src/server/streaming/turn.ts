import type { Timer } from '../../base/clock';
import { encodeVarint, incrementVarint } from '../../protocol/streaming/varint';
import type { Nats } from './nats';

const NO_TIMER: Timer = { cancel: () => undefined };

/**
 * One turn of the event loop: all that arrives in it happens at one time, so the clock is read once
 * and not for every message.
 */
export class Turn {
  private readonly nats: Nats;
  private timestamp: Uint8Array = new Uint8Array(0);
  /** The turn's first timestamp, and how many were given out since. */
  private baseNs = 0n;
  private given = 0;
  private hasTimestamp = false;
  private turnsToCome = 0;
  private isOver = false;

  constructor(nats: Nats) {
    this.nats = nats;
  }

  /** The clock's milliseconds when the turn began. */
  get nowMs(): number {
    return this.nats.nowMs;
  }

  /** Which of all that has come from outside this is; those of one turn have come at one time. */
  get arrival(): number {
    return this.nats.arrivals;
  }

  /** Whether there is something to do even if nothing comes and no timer fires. */
  get isBusy(): boolean {
    return !this.isOver && this.turnsToCome > 0;
  }

  starts(): void {
    this.hasTimestamp = false;
  }

  /** There will be no more turns: what waits for one never comes. */
  close(): void {
    this.isOver = true;
  }

  /** Timestamps are to be larger than this one, which a message has that is there already. */
  timestampsAfter(ns: bigint): void {
    if (ns > this.baseNs) this.baseNs = ns;
  }

  /**
   * The timestamp for the next message: ns since 1970 as an encoded varint, larger than every one
   * before, even when the machine's clock goes back. Valid until the next call.
   */
  nextTimestamp(): Uint8Array {
    if (this.hasTimestamp) {
      this.given++;
      if (!incrementVarint(this.timestamp)) {
        this.timestamp = encodeVarint(this.baseNs + BigInt(this.given));
      }
      return this.timestamp;
    }
    const wallNs = this.nats.clock.wallNs();
    const leastNs = this.baseNs + BigInt(this.given) + 1n;
    this.baseNs = wallNs > leastNs ? wallNs : leastNs;
    this.given = 0;
    this.timestamp = encodeVarint(this.baseNs);
    this.hasTimestamp = true;
    return this.timestamp;
  }

  /** Ends it now, so that others have what has come so far before more of it comes. */
  endEarly(): void {
    this.nats.endTurn();
  }

  /** A timer whose callback is a turn of its own. */
  later(delayMs: number, callback: () => void): Timer {
    if (this.isOver) return NO_TIMER;
    return this.nats.clock.setTimer(delayMs, () => {
      if (this.isOver) return;
      this.nats.turnStarts();
      callback();
    });
  }

  /** Calls back when all that has arrived in this turn was handled; a turn of its own again. */
  atEnd(callback: () => void): void {
    this.turnsToCome++;
    const { clock } = this.nats;
    clock.atEndOfTurn(() => {
      if (this.isOver) return;
      this.nats.turnStarts();
      // Behind the end of that turn, which may ask for one more.
      clock.atEndOfTurn(() => this.turnsToCome--);
      callback();
    });
  }
}
