import { lineChart, type Chart, type Line } from '../../../../base/html/line-chart';
import { html, NOTHING, type Markup } from '../../../../base/html/markup';
import { latencyScale, linearScale } from '../../../../base/html/scale';
import { count, milliseconds } from '../../../../base/numbers';
import type { History } from '../../../history/operation';
import { LEFT, RIGHT, WIDTH, type TimeAxis } from '../timeline/time-axis';
import { moment } from '../words';
import { backlogOf, type BacklogStep } from './backlog';
import { latenciesOf, type Latencies } from './latencies';
import { highestIn, highestOfSteps } from './sample';

/** More places than that no screen shows apart. */
const PLACES_MAX = 240;
const PLACES_MIN = 30;
/** With fewer publishes in each the line of the latency would have more holes than pieces. */
const PUBLISHES_EACH = 3;
const TICKS_MOST = 4;
/** Of fewer events the axis would have ticks between whole numbers. */
const BACKLOG_MIN = 4;

/** Latency and backlog on the axis of the time line above them; nothing where nothing was published. */
export function chartsOverTime(history: History, axis: TimeAxis, readoutsMax: number): Markup {
  const latencies = latenciesOf(history);
  if (latencies.publishAck.length + latencies.firstDelivery.length === 0) return NOTHING;
  const charts = [latencyChart(latencies, axis), backlogChart(backlogOf(history), axis)];
  const frame = { width: WIDTH, height: 150, left: LEFT, right: RIGHT, readoutsMax };
  return html`${charts.map(
    (chart) =>
      html`<div class="over-time">
        ${lineChart({ ...chart, frame })}
        <p class="legend">
          ${chart.lines.map(({ name, colour }) => html`<span class="c${colour}">${name}</span>`)}
        </p>
      </div>`,
  )}`;
}

function latencyChart({ publishAck, firstDelivery }: Latencies, axis: TimeAxis): Chart {
  const publishes = Math.max(publishAck.length, firstDelivery.length);
  const wanted = Math.ceil(publishes / PUBLISHES_EACH);
  const places = Math.min(PLACES_MAX, Math.max(PLACES_MIN, wanted));
  const values = [publishAck, firstDelivery].map((waits) => {
    const samples = waits.map(({ atMs, tookMs }) => ({ at: axis.share(atMs), value: tookMs }));
    return highestIn(samples, places);
  });
  return {
    ...alongAxis(axis, places),
    title: 'Latency: the slowest of each moment',
    unit: 'ms',
    lines: linesOf(['publish to ack', 'publish to first delivery'], values),
    y: latencyScale(
      values.flat().flatMap((it) => it ?? []),
      TICKS_MOST,
    ),
    shown: milliseconds,
  };
}

function backlogChart(steps: readonly BacklogStep[], axis: TimeAxis): Chart {
  const values = (['undelivered', 'unacknowledged'] as const).map((key) => {
    const samples = steps.map((step) => ({ at: axis.share(step.atMs), value: step[key] }));
    return highestOfSteps(samples, PLACES_MAX);
  });
  return {
    ...alongAxis(axis, PLACES_MAX),
    title: 'Backlog',
    unit: 'events',
    lines: linesOf(['acknowledged, not yet delivered', 'delivered, not yet acknowledged'], values),
    y: linearScale(
      values.flat().reduce((a, b) => Math.max(a, b), BACKLOG_MIN),
      TICKS_MOST,
    ),
    shown: count,
  };
}

function alongAxis(
  { fromMs, toMs, ticks, share }: TimeAxis,
  places: number,
): Pick<Chart, 'places' | 'placeNames' | 'xTicks'> {
  const middles = Array.from({ length: places }, (_, i) => (i + 0.5) / places);
  return {
    places: middles,
    placeNames: middles.map((it) => moment(fromMs + it * (toMs - fromMs))),
    xTicks: ticks.map(({ atMs, text }) => ({ at: share(atMs), text })),
  };
}

function linesOf(names: readonly string[], values: readonly Line['values'][]): Line[] {
  return names.map((name, colour) => ({
    name,
    colour,
    look: 'main',
    values: values[colour] ?? [],
  }));
}
