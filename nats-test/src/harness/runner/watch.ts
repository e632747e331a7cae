import { answers } from './answers';
import type { Stage } from './stage';
import { watchHarness } from './watch-harness';

/**
 * Looks again and again whether this process goes on and whether the server answers, and records as a
 * pause when either did not.
 * @returns ends the watch
 */
export function watch(stage: Stage): () => void {
  return watchHarness(
    (pausedMs) => {
      if (!stage.isOver) {
        stage.recorder.record({ f: 'pause', type: 'ok', client: '', pausedMs });
      }
    },
    async () => {
      const askedMs = performance.now();
      await answers(stage);
      return performance.now() - askedMs;
    },
  );
}
