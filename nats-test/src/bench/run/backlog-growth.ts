import type { RateStep } from '../parse-rate';
import type { LoadPlan } from '../plan';
import type { FellBehind, Moment } from '../report';

/** What waits may grow by that much of all that was to be sent, and still be noise. */
const GROWTH_SHARE_MAX = 0.02;
/** And by so much of a second's worth. */
const SLACK_SECONDS = 0.02;
const SLACK_MESSAGES = 3;

/** What became of the messages that wait, in the time in which messages are sent. */
export interface BacklogGrowth {
  /** From the second third of the time to the last, by the median of each. */
  readonly grewBy: number;
  /** More than that is no noise. */
  readonly allowed: number;
  /** The median of the last third. */
  readonly waiting: number;
  readonly waitingMax: number;
  readonly grewPerS: number;
  /** What got to the subscription that is furthest behind, since the first third. */
  readonly takenPerS: number;
}

/**
 * What waits at a moment is all that should have been sent by then and has not reached the subscription
 * that is furthest behind; a sender that is late is behind, too.
 * @param durationMs for how long messages were sent
 * @param dueAt how many should have been sent by then; left out, as many as were
 * @returns undefined when too little was measured to tell
 */
export function backlogGrowthOf(
  timeline: readonly Moment[],
  durationMs: number,
  dueAt?: (atMs: number) => number,
): BacklogGrowth | undefined {
  let published = 0;
  const looks: { readonly atMs: number; readonly due: number; readonly reached: number }[] = [];
  for (const { atMs, published: more, backlog } of timeline) {
    published += more;
    if (atMs <= 0 || atMs > durationMs) continue;
    looks.push({ atMs, due: dueAt?.(atMs) ?? published, reached: published - backlog });
  }
  const third = durationMs / 3;
  const second = looks.filter(({ atMs }) => atMs > third && atMs <= 2 * third);
  const last = looks.filter(({ atMs }) => atMs > 2 * third);
  const [from, to] = [second[0], last.at(-1)];
  if (!from || !to) return undefined;
  const [before, waiting] = [second, last].map((it) => median(it.map(waits)));
  const grewBy = (waiting ?? 0) - (before ?? 0);
  const seconds = (to.atMs - from.atMs) / 1000;
  const duePerS = (to.due - from.due) / seconds;
  return {
    grewBy,
    allowed: duePerS * (GROWTH_SHARE_MAX * (third / 1000) + SLACK_SECONDS) + SLACK_MESSAGES,
    waiting: waiting ?? 0,
    waitingMax: Math.max(...looks.map(waits)),
    grewPerS: (waits(to) - waits(from)) / seconds,
    takenPerS: (to.reached - from.reached) / seconds,
  };
}

/** Whether more waited the longer it took; undefined when it did not, and where that is what was asked for. */
export function fellBehindOf(
  timeline: readonly Moment[],
  { pace, extent, drain }: Pick<LoadPlan, 'pace' | 'extent' | 'drain'>,
): FellBehind | undefined {
  if (drain) return undefined;
  const sentMs = timeline.findLast(({ published }) => published > 0)?.atMs ?? 0;
  const durationMs = extent.kind === 'time' ? Math.min(extent.durationMs, sentMs) : sentMs;
  const growth = backlogGrowthOf(
    timeline,
    durationMs,
    pace.kind === 'rate' ? (atMs) => dueBy(pace.steps, atMs) : undefined,
  );
  if (!growth || growth.grewBy <= growth.allowed) return undefined;
  const { waitingMax, grewPerS, takenPerS } = growth;
  return {
    waitingMax: Math.round(waitingMax),
    grewPerS: Math.max(0, grewPerS),
    takenPerS: Math.max(0, takenPerS),
  };
}

function waits({ due, reached }: { readonly due: number; readonly reached: number }): number {
  return Math.max(0, due - reached);
}

function dueBy(steps: readonly RateStep[], atMs: number): number {
  let due = 0;
  let leftMs = atMs;
  for (const { rate, durationMs = Infinity } of steps) {
    const ms = Math.min(leftMs, durationMs);
    due += (rate * ms) / 1000;
    leftMs -= ms;
  }
  return due;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
