import type { RunReport } from '../report';
import { backlogGrowthOf } from './backlog-growth';

/** Growth so far beyond what is allowed that a second look would show the same. */
const CLEAR = 4;

/**
 * Whether a server keeps up with a rate. What waits at a moment is all that should have been sent by
 * then and has not reached the subscription that is furthest behind; a sender that is late is behind,
 * too. A rate holds when in the last third of the time no more waits than in the second, by the median
 * of each, but for 2 % of what was to be sent in a third and 20 ms worth of messages.
 * @param durationMs how long the rate was tried
 * @returns why: a part of a sentence
 */
export function hasHeld(
  run: Pick<RunReport, 'timeline' | 'partial' | 'verification' | 'load'>,
  rate: number,
  durationMs: number,
): { readonly held: boolean; readonly why: string; readonly isClear: boolean } {
  if (run.partial !== undefined) return { held: false, why: run.partial, isClear: true };
  if (run.verification.verdict === 'invalid') {
    const [example = 'what came was not what was sent'] = run.verification.examples;
    return { held: false, why: example, isClear: true };
  }
  const growth = backlogGrowthOf(run.timeline, durationMs, (atMs) => (rate * atMs) / 1000);
  if (!growth) return { held: false, why: 'too little was measured to tell', isClear: false };
  const { grewBy, allowed, waiting } = growth;
  // Whoever reads why a rate was too high must know that it may have been too high for the bench.
  const saturated = run.load.saturated === undefined ? '' : `; ${run.load.saturated}`;
  const waits = `${Math.round(waiting)} messages waiting in the end`;
  return grewBy <= allowed
    ? { held: true, why: `the backlog stayed bounded, ${waits}`, isClear: true }
    : {
        held: false,
        why: `the backlog grew by ${Math.round(grewBy)}, ${waits}${saturated}`,
        isClear: grewBy > CLEAR * allowed,
      };
}
