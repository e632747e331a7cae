import type { Arena } from './arena';

const INTERVAL_MS = 200;
/** What takes longer than that is no matter of a busy machine. */
const PAUSE_MS = 1000;

/**
 * Looks again and again whether this process goes on, and records as a pause when it did not: nothing
 * that was late then is held against the server.
 * @returns ends the watch
 */
export function watchHarness(arena: Arena): () => void {
  let lookedMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const pausedMs = nowMs - lookedMs - INTERVAL_MS;
    lookedMs = nowMs;
    if (pausedMs > PAUSE_MS) arena.note({ f: 'pause', type: 'ok', client: '', pausedMs });
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
  };
}
