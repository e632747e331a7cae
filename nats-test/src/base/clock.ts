import { Vigil } from './vigil';

/** A timer that was set on a {@link Clock}. */
export interface Timer {
  /** Does nothing when the timer has fired or was cancelled before. */
  cancel(): void;
}

/**
 * Time, handed in. Nothing in the server reads the time of the machine or sets
 * a timer of Node by itself, so that a test can let 30 s pass in a millisecond.
 */
export interface Clock {
  /** Milliseconds from an arbitrary start, never going back; for deadlines. */
  nowMs(): number;
  /** Nanoseconds since 1970 of the wall clock; may jump when the machine's clock is set. */
  wallNs(): bigint;
  /** Calls back once, `delayMs` from now; a delay of 0 or less means as soon as possible. */
  setTimer(delayMs: number, callback: () => void): Timer;
  /** Calls back when what has arrived in this turn of the event loop is handled. Not a matter of time. */
  atEndOfTurn(callback: () => void): void;
}

/** Longest delay that Node's timers take; a longer one would fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
/** How far the wall clock may drift from the monotonic one before it counts as set anew. */
const DRIFT_MS_MAX = 20;
const NS_PER_MS = 1_000_000n;

/** The machine's own time. */
export function systemClock(): Clock {
  // Date.now() has only milliseconds, so nanoseconds come from the monotonic clock plus an
  // offset, which is taken anew when somebody (NTP, a laptop that slept) has set the clock.
  const offset = (): bigint => BigInt(Date.now()) * NS_PER_MS - process.hrtime.bigint();
  let wallOffsetNs = offset();
  const vigil = new Vigil();
  let isAwake = false;
  // As long as there is something to be done at once, the event loop looks for input and does not sleep.
  const stayAwake = (): void => {
    isAwake = vigil.goesOn(performance.now());
    if (isAwake) setImmediate(stayAwake);
  };
  return {
    nowMs: () => performance.now(),
    wallNs() {
      let wallNs = process.hrtime.bigint() + wallOffsetNs;
      if (Math.abs(Number(wallNs / NS_PER_MS) - Date.now()) > DRIFT_MS_MAX) {
        wallOffsetNs = offset();
        wallNs = process.hrtime.bigint() + wallOffsetNs;
      }
      return wallNs;
    },
    setTimer(delayMs, callback) {
      const dueMs = performance.now() + delayMs;
      let timeout: NodeJS.Timeout;
      const arm = (): void => {
        const leftMs = dueMs - performance.now();
        timeout =
          leftMs > TIMER_MS_MAX ? setTimeout(arm, TIMER_MS_MAX) : setTimeout(callback, leftMs);
      };
      arm();
      return {
        cancel: () => {
          clearTimeout(timeout);
        },
      };
    },
    atEndOfTurn(callback) {
      setImmediate(() => {
        callback();
        if (!vigil.turnEnded(performance.now()) || isAwake) return;
        isAwake = true;
        setImmediate(stayAwake);
      });
    },
  };
}
