import type { OperationOf } from '../../history/operation';

/** A stretch of time, in milliseconds since the history began. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A stretch, and how long all stretches before it were together. */
interface Placed extends Stretch {
  readonly stillBeforeMs: number;
}

/**
 * Times that do not count where something was awaited: the harness stood still and saw nothing, or
 * the server, or the way to it.
 */
export class Pauses {
  /** In order; none touches another one. */
  private readonly all: readonly Placed[];

  constructor(stretches: readonly Stretch[]) {
    const sorted = [...stretches].sort((a, b) => a.fromMs - b.fromMs);
    const all: Placed[] = [];
    let stillMs = 0;
    for (const { fromMs, toMs } of sorted) {
      const last = all.at(-1);
      if (fromMs >= toMs || (last && toMs <= last.toMs)) continue;
      if (last && fromMs <= last.toMs) {
        stillMs += toMs - last.toMs;
        all[all.length - 1] = { ...last, toMs };
        continue;
      }
      all.push({ fromMs, toMs, stillBeforeMs: stillMs });
      stillMs += toMs - fromMs;
    }
    this.all = all;
  }

  /** For how many milliseconds between the two moments all ran; negative if turned round. */
  runningMs(fromMs: number, toMs: number): number {
    if (toMs <= fromMs) return toMs - fromMs;
    return this.runningAt(toMs) - this.runningAt(fromMs);
  }

  /** Milliseconds that all has run from the beginning until then. */
  runningAt(timeMs: number): number {
    const last = this.all[this.lastFrom(timeMs)];
    if (!last) return timeMs;
    return timeMs - last.stillBeforeMs - (Math.min(timeMs, last.toMs) - last.fromMs);
  }

  /** The moment at which all has run for so long since then. */
  after(fromMs: number, runningMs: number): number {
    if (!Number.isFinite(runningMs)) return runningMs;
    let place = Math.max(0, this.lastFrom(fromMs));
    let atMs = fromMs;
    let leftMs = runningMs;
    for (let pause = this.all[place]; pause; pause = this.all[++place]) {
      if (pause.toMs <= atMs) continue;
      const untilMs = Math.max(atMs, pause.fromMs);
      if (untilMs - atMs >= leftMs) break;
      leftMs -= untilMs - atMs;
      atMs = pause.toMs;
    }
    return atMs + leftMs;
  }

  /** Place of the last one that begins before that, or -1. */
  private lastFrom(timeMs: number): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.fromMs ?? 0) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** When the harness stood still that noted this down. */
export function stretchOf({ timeMs, pausedMs }: OperationOf<'pause'>): Stretch {
  return { fromMs: timeMs - pausedMs, toMs: timeMs };
}

/** With the fastest heartbeats that are in use a server may give up a client that long silent. */
const GIVEN_UP_MS = 1000;

/** Whether a server may have let go of a client because of it. */
export function isLong({ pausedMs }: OperationOf<'pause'>): boolean {
  return pausedMs >= GIVEN_UP_MS;
}
