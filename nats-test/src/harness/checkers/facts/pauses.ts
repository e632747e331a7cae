import type { History, OperationOf } from '../../history/operation';

/**
 * When the harness itself stood still. It saw nothing then, so that time does not count where
 * something was awaited.
 */
export class Pauses {
  private readonly all: { readonly fromMs: number; readonly toMs: number }[] = [];

  constructor(history: History) {
    for (const operation of history) {
      if (operation.f !== 'pause') continue;
      const { timeMs: toMs, pausedMs } = operation;
      const fromMs = Math.max(toMs - pausedMs, this.all.at(-1)?.toMs ?? 0);
      if (fromMs < toMs) this.all.push({ fromMs, toMs });
    }
  }

  /** For how many milliseconds between the two moments the harness ran; negative if turned round. */
  runningMs(fromMs: number, toMs: number): number {
    let runningMs = toMs - fromMs;
    for (const pause of this.all) {
      runningMs -= Math.max(0, Math.min(toMs, pause.toMs) - Math.max(fromMs, pause.fromMs));
    }
    return runningMs;
  }

  /** The moment at which it has run for so long since then. */
  after(fromMs: number, runningMs: number): number {
    let atMs = fromMs + runningMs;
    for (const pause of this.all) {
      if (pause.toMs <= fromMs || pause.fromMs >= atMs) continue;
      atMs += pause.toMs - Math.max(fromMs, pause.fromMs);
    }
    return atMs;
  }
}

/** With the fastest heartbeats that are in use a server may give up a client that long silent. */
const GIVEN_UP_MS = 1000;

/** Whether a server may have let go of a client because of it. */
export function isLong({ pausedMs }: OperationOf<'pause'>): boolean {
  return pausedMs >= GIVEN_UP_MS;
}
