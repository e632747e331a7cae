import type { Clock } from './clock';

/** A clock that can be set, as that of a machine: timers go on as if nothing had happened. */
export interface JumpingClock extends Clock {
  /** Sets the wall clock forward, or back below 0. */
  jump(ms: number): void;
}

const NS_PER_MS = 1_000_000;

/** The time of another clock, until it is set. */
export function jumpingClock(clock: Clock): JumpingClock {
  let offsetNs = 0n;
  return {
    nowMs: () => clock.nowMs(),
    wallNs: () => clock.wallNs() + offsetNs,
    setTimer: (delayMs, callback) => clock.setTimer(delayMs, callback),
    atEndOfTurn: (callback) => {
      clock.atEndOfTurn(callback);
    },
    jump: (ms) => {
      offsetNs += BigInt(Math.round(ms * NS_PER_MS));
    },
  };
}
