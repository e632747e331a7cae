import type { Histogram } from 'hdr-histogram-js';
import { mergeHistograms } from '../../latencies';
import { LATENCIES } from '../metrics';
import type { TargetSummary } from '../summary';
import { lineChart, type Line } from '../../../base/html/line-chart';
import { html, NOTHING, type Markup } from '../../../base/html/markup';
import { latencyScale } from '../../../base/html/scale';
import { milliseconds } from '../../../base/numbers';

/** Points for each nine. */
const POINTS = 24;
const NINES_MAX = 5;
const TICKS_MOST = 5;

interface Curve {
  readonly histogram: Histogram;
  readonly name: string;
  readonly colour: number;
  readonly look: 'main' | 'before';
}

/**
 * A chart for each latency: how long it took so and so many percent, all rounds together, on the axis
 * that HdrHistogram's plots have, where every nine more is as wide as the one before.
 * @param before the same targets in an earlier bench, drawn with dashes
 */
export function percentileCurves(
  targets: readonly TargetSummary[],
  names: readonly string[],
  before: readonly TargetSummary[],
): Markup {
  const [delay, ack, endToEnd] = LATENCIES.map(({ key, group }) => {
    const curves = [
      ...before.map((it, colour) => ({ it, colour, look: 'before' as const })),
      ...targets.map((it, colour) => ({ it, colour, look: 'main' as const })),
    ].flatMap(({ it, colour, look }): Curve[] => {
      const histogram = mergeHistograms(it.runs.map((run) => run[key].histogram));
      if (histogram.totalCount === 0) return [];
      return [{ histogram, name: names[colour] ?? '', colour, look }];
    });
    return curves.length === 0 ? NOTHING : chart(`Latency ${group}`, curves);
  });
  // What users feel stands first.
  return html`${endToEnd ?? NOTHING}${ack ?? NOTHING}${delay ?? NOTHING}`;
}

function chart(title: string, curves: readonly Curve[]): Markup {
  const most = curves.reduce((top, { histogram }) => Math.max(top, histogram.totalCount), 0);
  const nines = Math.min(NINES_MAX, Math.max(1, Math.ceil(Math.log10(most))));
  const places = Array.from({ length: nines * POINTS + 1 }, (_, i) => i / POINTS);
  const lines = curves.map(({ histogram, name, colour, look }): Line => {
    // Behind its last value a curve would only go on level.
    const end = Math.log10(histogram.totalCount) + 1 / POINTS;
    const values = places.map((at) =>
      at > end ? undefined : histogram.getValueAtPercentile((1 - 10 ** -at) * 100) / 1000,
    );
    return { name, colour, look, values };
  });
  return lineChart({
    title,
    unit: 'ms',
    lines,
    places: places.map((at) => at / nines),
    placeNames: places.map((at) => `${percentileText(at)} %`),
    xTicks: Array.from({ length: nines + 1 }, (_, i) => ({
      at: i / nines,
      text: percentileText(i),
    })),
    y: latencyScale(
      lines.flatMap(({ values }) => values.flatMap((it) => it ?? [])),
      TICKS_MOST,
    ),
    shown: milliseconds,
  });
}

/** `0`, `90`, `99`, `99.9` for 0, 1, 2 and 3 nines. */
function percentileText(nines: number): string {
  const digits = Math.max(0, Math.ceil(nines) - 1);
  return `${Number(((1 - 10 ** -nines) * 100).toFixed(digits))}`;
}
