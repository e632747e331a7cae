import { Transform, type TransformCallback } from 'node:stream';

import type { Clock, Timer } from '../../base/clock';

/** What a line holds back at most before it takes no more. */
const HELD_BYTES_MAX = 1 << 20;

interface Held {
  readonly chunk: Buffer;
  readonly dueMs: number;
}

/** One direction of a connection: what goes in comes out in order, and later if so wished. */
export class DelayLine extends Transform {
  private readonly clock: Clock;
  private readonly drawDelayMs: () => number;
  private readonly held: Held[] = [];
  private heldBytes = 0;
  private timer: Timer | undefined;
  /** Takes the next chunk, when there is room again. */
  private takeNext: TransformCallback | undefined;
  /** All has gone in; called when all is out. */
  private ended: TransformCallback | undefined;

  /** @param drawDelayMs how long the next chunk takes, in milliseconds; 0 for at once */
  constructor(clock: Clock, drawDelayMs: () => number) {
    super();
    this.clock = clock;
    this.drawDelayMs = drawDelayMs;
  }

  /** Lets out at once what it holds back. */
  hurry(): void {
    this.letOut(Infinity);
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const delayMs = this.drawDelayMs();
    // Never before the one before, which may have drawn a longer time.
    if (delayMs <= 0 && this.held.length === 0) {
      done(null, chunk);
      return;
    }
    this.held.push({ chunk, dueMs: this.clock.nowMs() + delayMs });
    this.heldBytes += chunk.length;
    this.takeNext = done;
    this.takeMore();
    this.arm();
  }

  override _flush(done: TransformCallback): void {
    this.ended = done;
    this.finish();
  }

  override _read(size: number): void {
    super._read(size);
    this.takeMore();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.timer?.cancel();
    this.held.length = 0;
    done(error);
  }

  private arm(): void {
    const [first] = this.held;
    if (this.timer !== undefined || first === undefined) return;
    this.timer = this.clock.setTimer(first.dueMs - this.clock.nowMs(), () => {
      this.letOut(this.clock.nowMs());
    });
  }

  private letOut(nowMs: number): void {
    this.timer?.cancel();
    this.timer = undefined;
    while (this.held[0] !== undefined && this.held[0].dueMs <= nowMs) {
      const { chunk } = this.held.shift() as Held;
      this.heldBytes -= chunk.length;
      this.push(chunk);
    }
    this.arm();
    this.takeMore();
    this.finish();
  }

  /** What waits for a slow reader counts, too: else the line would hold all that a writer has. */
  private takeMore(): void {
    if (this.heldBytes + this.readableLength >= HELD_BYTES_MAX) return;
    const next = this.takeNext;
    this.takeNext = undefined;
    next?.();
  }

  private finish(): void {
    if (this.held.length > 0) return;
    const done = this.ended;
    this.ended = undefined;
    done?.();
  }
}
