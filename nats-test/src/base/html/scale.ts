/** From values to places on an axis. */
export interface Scale {
  readonly kind: 'linear' | 'log';
  /** From 0 to 1; what is outside of the axis is put at its end. */
  readonly at: (value: number) => number;
  /** Round values along the axis, in rising order. */
  readonly ticks: readonly number[];
}

/** Values that differ by more are shown on a logarithmic axis. */
const LOG_FROM = 30;

/** From 0 to a round value not below the highest one. */
export function linearScale(highest: number, ticksMost: number): Scale {
  const top = highest > 0 ? highest : 1;
  const step = roundStep(top / ticksMost);
  const count = Math.ceil(top / step - 1e-9);
  const end = count * step;
  return {
    kind: 'linear',
    at: (value) => clamp(value / end),
    ticks: Array.from({ length: count + 1 }, (_, i) => i * step),
  };
}

/** Round values from the lowest to the highest one. */
export function ticksBetween(lowest: number, highest: number, ticksMost: number): number[] {
  const step = roundStep(Math.max(highest - lowest, 1e-6) / ticksMost);
  const first = Math.ceil(lowest / step - 1e-9);
  const last = Math.floor(highest / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** Around all values; logarithmic where they differ too much to be told apart otherwise. */
export function latencyScale(values: readonly number[], ticksMost: number): Scale {
  const positive = values.filter((it) => it > 0);
  const lowest = positive.reduce((a, b) => Math.min(a, b), Infinity);
  const highest = positive.reduce((a, b) => Math.max(a, b), 0);
  return highest / lowest > LOG_FROM ? logScale(lowest, highest) : linearScale(highest, ticksMost);
}

/** Whole powers of ten around the values. */
function logScale(lowest: number, highest: number): Scale {
  const [from, to] = [Math.floor(Math.log10(lowest)), Math.ceil(Math.log10(highest))];
  return {
    kind: 'log',
    at: (value) => (value <= 0 ? 0 : clamp((Math.log10(value) - from) / (to - from))),
    ticks: Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)),
  };
}

/** 1, 2, 2.5 or 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 2.5, 5].find((it) => it * power >= least * (1 - 1e-9)) ?? 10);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
