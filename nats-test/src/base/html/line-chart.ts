import { html, NOTHING, type Markup } from './markup';
import type { Scale } from './scale';

/** A line of a chart. */
export interface Line {
  readonly name: string;
  /** Which colour: 0 for the first target, 1 for the second one. */
  readonly colour: number;
  /** `faint`: a single round; `before`: an earlier bench; neither is in the readout. */
  readonly look: 'main' | 'faint' | 'before';
  /** A value for each place along the axis; undefined where there is none. */
  readonly values: readonly (number | undefined)[];
}

export interface Chart {
  readonly title: string;
  /** `msg/s`, `ms`. */
  readonly unit: string;
  readonly lines: readonly Line[];
  /** Where each value stands along the axis, from 0 to 1, in rising order. */
  readonly places: readonly number[];
  /** What each place is called in the readout: `4.5 s`, `99.9 %`. */
  readonly placeNames: readonly string[];
  readonly xTicks: readonly { readonly at: number; readonly text: string }[];
  readonly y: Scale;
  readonly shown: (value: number) => string;
  /** Left out: `FRAME`. */
  readonly frame?: Frame;
}

/** How large a chart is drawn, in units of the drawing, which the page makes as wide as there is room. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Between the edge and the plot. */
  readonly left: number;
  readonly right: number;
  /** Places to point at; none with 0. */
  readonly readoutsMax: number;
}

/** More places to point at than that no mouse can tell apart. */
const FRAME: Frame = { width: 480, height: 230, left: 62, right: 30, readoutsMax: 120 };
const TOP = 12;
const BOTTOM = 30;
const DOT = 1.5;

/** A chart as one figure, with the values under the pointer; it needs no script. */
export function lineChart(chart: Chart): Markup {
  const scale = chart.y.kind === 'log' ? `${chart.unit}, logarithmic` : chart.unit;
  const frame = chart.frame ?? FRAME;
  return html`<figure class="chart">
    <figcaption>${chart.title} <span class="unit">${scale}</span></figcaption>
    <svg
      viewBox="0 0 ${frame.width} ${frame.height}"
      role="img"
      aria-label="${chart.title}, ${scale}"
    >
      ${axes(chart, frame)}${chart.lines.map((line) => path(chart, frame, line))}${readouts(chart, frame)}
    </svg>
  </figure>`;
}

function axes({ y, xTicks, shown }: Chart, frame: Frame): Markup {
  const { width, height, left, right } = frame;
  return html`${y.ticks.map((tick) => {
    const at = yOf(frame, y, tick);
    return html`<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}" /><text
        class="tick"
        x="${left - 8}"
        y="${at + 4}"
        text-anchor="end"
        >${shown(tick)}</text
      >`;
  })}${xTicks.map(
    ({ at, text }) =>
      html`<text class="tick" x="${xOf(frame, at)}" y="${height - 8}" text-anchor="middle"
        >${text}</text
      >`,
  )}`;
}

function path({ y, places }: Chart, frame: Frame, { values, colour, look }: Line): Markup {
  const steps = values.map((value, i) => {
    if (value === undefined) return '';
    const [x, at] = [xOf(frame, places[i] ?? 0), yOf(frame, y, value)];
    if (values[i - 1] !== undefined) return `L${x} ${at}`;
    if (values[i + 1] !== undefined) return `M${x} ${at}`;
    // A single value is no line: this makes a dot of it.
    return `M${two(x - DOT)} ${at}L${two(x + DOT)} ${at}`;
  });
  const d = steps.join('');
  return d === '' ? NOTHING : html`<path class="line c${colour} ${look}" d="${d}" />`;
}

/** For each place a band to point at, which shows its values. */
function readouts(chart: Chart, frame: Frame): Markup {
  const { width, left, right, readoutsMax } = frame;
  const { places, placeNames, lines, y, shown, unit } = chart;
  const main = lines.filter(({ look }) => look === 'main');
  if (readoutsMax === 0) return NOTHING;
  const step = Math.max(1, Math.ceil(places.length / readoutsMax));
  const chosen = places.map((at, i) => ({ at, i })).filter(({ i }) => i % step === 0);
  return html`${chosen.map(({ at, i }, k) => {
    const from = k === 0 ? 0 : (at + (chosen[k - 1]?.at ?? 0)) / 2;
    const to = k === chosen.length - 1 ? 1 : (at + (chosen[k + 1]?.at ?? 1)) / 2;
    const values = main.flatMap(({ name, colour, values: all }) => {
      const value = all[i];
      return value === undefined ? [] : [{ name, colour, value }];
    });
    const x = xOf(frame, at);
    // On the other side than the pointer, so that it hides nothing.
    const [textX, anchor] = at < 0.5 ? [width - right - 6, 'end'] : [left + 6, 'start'];
    return html`<g class="band"
      ><rect
        x="${xOf(frame, from)}"
        y="${TOP}"
        width="${two((to - from) * plotWidth(frame))}"
        height="${plotHeight(frame)}"
      /><g class="readout"
        ><line x1="${x}" x2="${x}" y1="${TOP}" y2="${TOP + plotHeight(frame)}" />${values.map(
          ({ colour, value }) =>
            html`<circle class="c${colour}" cx="${x}" cy="${yOf(frame, y, value)}" r="4" />`,
        )}<text x="${textX}" y="${TOP + 12}" text-anchor="${anchor}">${placeNames[i] ?? ''}</text
        >${values.map(
          ({ name, colour, value }, row) =>
            html`<text
              class="c${colour}"
              x="${textX}"
              y="${TOP + 28 + row * 16}"
              text-anchor="${anchor}"
              >${name}: ${shown(value)} ${unit}</text
            >`,
        )}</g
      ></g
    >`;
  })}`;
}

function plotWidth({ width, left, right }: Frame): number {
  return width - left - right;
}

function plotHeight({ height }: Frame): number {
  return height - TOP - BOTTOM;
}

function xOf(frame: Frame, share: number): number {
  return two(frame.left + share * plotWidth(frame));
}

function yOf(frame: Frame, y: Scale, value: number): number {
  return two(TOP + (1 - y.at(value)) * plotHeight(frame));
}

/** A page of a long bench has many numbers; more digits cannot be seen. */
function two(value: number): number {
  return Math.round(value * 100) / 100;
}
