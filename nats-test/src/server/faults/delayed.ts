import type { Timer } from '../../base/clock';
import type { Turn } from '../streaming/turn';

/** What is held back, until its time comes or the server ends. */
export class Delayed {
  private readonly turn: Turn;
  private readonly timers = new Set<Timer>();
  private isClosed = false;

  constructor(turn: Turn) {
    this.turn = turn;
  }

  /** Does it later, in a turn of its own; never, once closed. */
  add(delayMs: number, act: () => void): void {
    // The last turn of a server still sends, which must leave no timer.
    if (this.isClosed) return;
    const timer = this.turn.later(delayMs, () => {
      this.timers.delete(timer);
      act();
    });
    this.timers.add(timer);
  }

  /** Nothing of it comes any more. */
  close(): void {
    this.isClosed = true;
    for (const timer of this.timers) timer.cancel();
    this.timers.clear();
  }
}
