import { standInForConsole } from './console-stand-in';
import { catchInMicrotasks } from './microtask-stand-in';
import { standInForProcess } from './process-stand-in';
import { watchMaking } from './watch-making';

let holders = 0;
let undos: (() => void)[] = [];

/**
 * What a listener takes for its own process' is something else from now on, for its code alone:
 * `process.exit`, signals, what it prints to. Counted, for tests run side by side in one process.
 * @returns gives it back; the last one to do so has everything as it was before
 */
export function holdStandIns(): () => void {
  if (holders++ === 0)
    undos = [...standInForProcess(), ...standInForConsole(), catchInMicrotasks(), watchMaking()];
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    if (--holders > 0) return;
    for (const undo of undos) undo();
    undos = [];
  };
}
