import type { Operation } from '../../history/operation';
import type { Stretch } from './timeline/lanes';

/** What is shown before and behind a proof. */
const AROUND_MS = 1000;

/** The times around operations, those that touch as one, in the order of time. */
export function closeUpsOf(proof: readonly Operation[], endMs: number): Stretch[] {
  const closeUps: Stretch[] = [];
  for (const { timeMs } of proof.toSorted((a, b) => a.timeMs - b.timeMs)) {
    const fromMs = Math.max(0, timeMs - AROUND_MS);
    const toMs = Math.min(endMs, timeMs + AROUND_MS);
    const last = closeUps.at(-1);
    if (last && last.toMs >= fromMs) closeUps.splice(-1, 1, { fromMs: last.fromMs, toMs });
    else closeUps.push({ fromMs, toMs });
  }
  return closeUps;
}
