import type { RunReport } from '../report';

/** What waits may grow by that much of all that was to be sent, and still be noise. */
const GROWTH_SHARE_MAX = 0.02;
/** And by so much of a second's worth. */
const SLACK_SECONDS = 0.02;
const SLACK_MESSAGES = 3;
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
  let published = 0;
  const waiting: { readonly atMs: number; readonly count: number }[] = [];
  for (const moment of run.timeline) {
    published += moment.published;
    if (moment.atMs <= 0 || moment.atMs > durationMs) continue;
    const scheduled = (rate * moment.atMs) / 1000;
    waiting.push({ atMs: moment.atMs, count: scheduled - (published - moment.backlog) });
  }
  const third = durationMs / 3;
  const within = (from: number): number[] =>
    waiting.filter(({ atMs }) => atMs > from && atMs <= from + third).map(({ count }) => count);
  const second = within(third);
  const last = within(2 * third);
  if (second.length === 0 || last.length === 0) {
    return { held: false, why: 'too little was measured to tell', isClear: false };
  }
  const growth = median(last) - median(second);
  const allowed = GROWTH_SHARE_MAX * rate * (third / 1000) + SLACK_SECONDS * rate + SLACK_MESSAGES;
  // Whoever reads why a rate was too high must know that it may have been too high for the bench.
  const saturated = run.load.saturated === undefined ? '' : `; ${run.load.saturated}`;
  const waits = `${Math.max(0, Math.round(median(last)))} messages waiting in the end`;
  return growth <= allowed
    ? { held: true, why: `the backlog stayed bounded, ${waits}`, isClear: true }
    : {
        held: false,
        why: `the backlog grew by ${Math.round(growth)}, ${waits}${saturated}`,
        isClear: growth > CLEAR * allowed,
      };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
