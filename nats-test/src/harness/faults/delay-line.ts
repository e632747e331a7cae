import { Duplex } from 'node:stream';

import type { Clock, Timer } from '../../base/clock';

/** What a line holds back at most before it takes no more. */
const HELD_BYTES_MAX = 1 << 20;

type Done = (error?: Error | null) => void;

interface Held {
  readonly chunk: Buffer;
  readonly dueMs: number;
}

/** One direction of a connection: what goes in comes out in order, and later if so wished. */
export class DelayLine extends Duplex {
  private readonly clock: Clock;
  private readonly drawDelayMs: () => number;
  private readonly held: Held[] = [];
  private heldBytes = 0;
  private timer: Timer | undefined;
  /** Takes the next chunk, when there is room again. */
  private takeNext: Done | undefined;
  private isReadFrom = false;
  private hasEnded = false;

  /** @param drawDelayMs how long the next chunk takes, in milliseconds; 0 for at once */
  constructor(clock: Clock, drawDelayMs: () => number) {
    super();
    this.clock = clock;
    this.drawDelayMs = drawDelayMs;
  }

  /** Lets out at once what it holds back. */
  hurry(): void {
    const nowMs = this.clock.nowMs();
    this.held.splice(0, Infinity, ...this.held.map(({ chunk }) => ({ chunk, dueMs: nowMs })));
    this.letOut();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: Done): void {
    this.held.push({ chunk, dueMs: this.clock.nowMs() + this.drawDelayMs() });
    this.heldBytes += chunk.length;
    this.takeNext = done;
    this.letOut();
  }

  override _read(): void {
    this.isReadFrom = true;
    this.letOut();
  }

  override _final(done: Done): void {
    this.hasEnded = true;
    this.letOut();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.held.length = 0;
    done(error);
  }

  /** What a slow reader leaves here is held, too: else the line would take all that a writer has. */
  private letOut(): void {
    this.timer?.cancel();
    this.timer = undefined;
    const nowMs = this.clock.nowMs();
    for (let first = this.held[0]; this.isReadFrom && first; first = this.held[0]) {
      if (first.dueMs > nowMs) {
        this.timer = this.clock.setTimer(first.dueMs - nowMs, () => {
          this.letOut();
        });
        break;
      }
      this.held.shift();
      this.heldBytes -= first.chunk.length;
      this.isReadFrom = false;
      if (this.push(first.chunk)) this.isReadFrom = true;
    }
    if (this.hasEnded && this.held.length === 0) this.push(null);
    if (this.heldBytes >= HELD_BYTES_MAX) return;
    const next = this.takeNext;
    this.takeNext = undefined;
    next?.();
  }
}
