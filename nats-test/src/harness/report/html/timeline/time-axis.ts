import { ticksBetween } from '../../../../base/html/scale';
import type { Stretch } from './lanes';

/** Units of the drawing; charts below a time line have the same edges. */
export const WIDTH = 1120;
export const LEFT = 118;
export const RIGHT = 20;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const TICKS_MOST = 10;

/** From moments to places. */
export interface TimeAxis extends Stretch {
  readonly x: (atMs: number) => number;
  /** Place from 0 to 1. */
  readonly share: (atMs: number) => number;
  readonly ticks: readonly { readonly atMs: number; readonly text: string }[];
  /** In which of so many columns a moment is. */
  readonly columnOf: (atMs: number) => number;
  /** Where a column begins, and where the one behind the last one would. */
  readonly columnX: (column: number) => number;
  readonly columnMs: (column: number) => number;
}

export function timeAxis({ fromMs, toMs: wantedMs }: Stretch, columns: number): TimeAxis {
  const toMs = Math.max(wantedMs, fromMs + 1);
  const share = (atMs: number): number =>
    Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs)));
  const x = (atMs: number): number => one(LEFT + share(atMs) * PLOT_WIDTH);
  return {
    fromMs,
    toMs,
    x,
    share,
    ticks: ticksBetween(fromMs / 1000, toMs / 1000, TICKS_MOST).map((s) => ({
      atMs: s * 1000,
      text: `${Number(s.toFixed(6))} s`,
    })),
    columnOf: (atMs) => Math.min(columns - 1, Math.floor(share(atMs) * columns)),
    columnX: (column) => one(LEFT + (column / columns) * PLOT_WIDTH),
    columnMs: (column) => fromMs + (column / columns) * (toMs - fromMs),
  };
}

/** No screen shows more digits. */
export function one(value: number): number {
  return Math.round(value * 10) / 10;
}
