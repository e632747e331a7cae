import { answers } from './answers';
import type { Stage } from './stage';

const INTERVAL_MS = 200;
/** What takes longer than that is no matter of a busy machine. */
const PAUSE_MS = 1000;

/**
 * Looks again and again whether this process goes on and whether the server answers, and records as a
 * pause when either did not: nothing that was late then is held against the server.
 * @returns ends the watch
 */
export function watch(stage: Stage): () => void {
  let isAsking = false;
  let lookedMs = performance.now();
  const ask = async (): Promise<void> => {
    const askedMs = performance.now();
    isAsking = true;
    await answers(stage);
    isAsking = false;
    note(performance.now() - askedMs);
  };
  const note = (pausedMs: number): void => {
    if (pausedMs > PAUSE_MS && !stage.isOver) {
      stage.recorder.record({ f: 'pause', type: 'ok', client: '', pausedMs });
    }
  };
  const timer = setInterval(() => {
    const nowMs = performance.now();
    note(nowMs - lookedMs - INTERVAL_MS);
    lookedMs = nowMs;
    if (!isAsking) void ask();
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
  };
}
