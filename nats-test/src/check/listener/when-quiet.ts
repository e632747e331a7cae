import { isHolding, type Lasting } from './lasting';

const LOOK_MS = 50;
const LOOK_MS_MAX = 5000;

/**
 * Calls back when nothing can happen any more by itself: all timers are over, all sockets closed. Until
 * then, code of a listener that is gone may still call `process.exit`. Keeps no process alive.
 */
export function whenQuiet(lasting: Set<Lasting>, done: () => void, lookMs = LOOK_MS): void {
  for (const it of lasting) if (!canAct(it)) lasting.delete(it);
  if (lasting.size === 0) {
    done();
    return;
  }
  setTimeout(whenQuiet, lookMs, lasting, done, Math.min(2 * lookMs, LOOK_MS_MAX)).unref();
}

/** A timer does so, too, when it does not keep the process alive. */
function canAct(it: Lasting): boolean {
  return isHolding(it) || it._destroyed === false;
}
