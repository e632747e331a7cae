import type { Clock, Timer } from './clock';

interface VirtualTimer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told how far to go. */
export interface VirtualClock extends Clock {
  /** When the next timer is due, in the same milliseconds as `nowMs()`; undefined when there is none. */
  nextDueMs(): number | undefined;
  /** Sets the time and fires what is due by then, in the order of time, then of setting. Never goes back. */
  moveTo(nowMs: number): void;
}

/**
 * Time for tests.
 * @param startAt what the wall clock shows at first; the real time when left out, since clients
 *   compute start positions such as "the last minute" from their own clock.
 */
export function virtualClock(startAt: Date = new Date()): VirtualClock {
  const startWallNs = BigInt(startAt.getTime()) * 1_000_000n;
  const timers = new Set<VirtualTimer>();
  let nowMs = 0;
  let order = 0;

  // A scan is enough: tests have tens of timers, and a heap with removal would be far more code.
  const earliest = (): VirtualTimer | undefined => {
    let first: VirtualTimer | undefined;
    for (const timer of timers) {
      if (
        first === undefined ||
        timer.dueMs < first.dueMs ||
        (timer.dueMs === first.dueMs && timer.order < first.order)
      ) {
        first = timer;
      }
    }
    return first;
  };

  return {
    nowMs: () => nowMs,
    wallNs: () => startWallNs + BigInt(Math.round(nowMs * 1_000_000)),
    setTimer(delayMs, callback): Timer {
      const timer = { dueMs: nowMs + Math.max(0, delayMs), order: order++, callback };
      timers.add(timer);
      return { cancel: () => timers.delete(timer) };
    },
    atEndOfTurn(callback) {
      setImmediate(callback);
    },
    nextDueMs: () => earliest()?.dueMs,
    moveTo(targetMs) {
      for (let timer = earliest(); timer && timer.dueMs <= targetMs; timer = earliest()) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.callback();
      }
      nowMs = Math.max(nowMs, targetMs);
    },
  };
}
