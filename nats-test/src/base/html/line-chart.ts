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
}

/** Units of the drawing, which the page makes as wide as there is room. */
const WIDTH = 480;
const HEIGHT = 230;
const LEFT = 62;
const RIGHT = 30;
const TOP = 12;
const BOTTOM = 30;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
/** More places to point at than that no mouse can tell apart. */
const BANDS_MAX = 120;

/** A chart as one figure, with the values under the pointer; it needs no script. */
export function lineChart(chart: Chart): Markup {
  const scale = chart.y.kind === 'log' ? `${chart.unit}, logarithmic` : chart.unit;
  return html`<figure class="chart">
    <figcaption>${chart.title} <span class="unit">${scale}</span></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${chart.title}, ${scale}">
      ${axes(chart)}${chart.lines.map((line) => path(chart, line))}${readouts(chart)}
    </svg>
  </figure>`;
}

function axes({ y, xTicks, shown }: Chart): Markup {
  return html`${y.ticks.map((tick) => {
    const at = yOf(y, tick);
    return html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" /><text
        class="tick"
        x="${LEFT - 8}"
        y="${at + 4}"
        text-anchor="end"
        >${shown(tick)}</text
      >`;
  })}${xTicks.map(
    ({ at, text }) =>
      html`<text class="tick" x="${xOf(at)}" y="${HEIGHT - 8}" text-anchor="middle">${text}</text>`,
  )}`;
}

function path({ y, places }: Chart, { values, colour, look }: Line): Markup {
  let isDown = false;
  const steps = values.map((value, i) => {
    if (value === undefined) {
      isDown = false;
      return '';
    }
    const step = `${isDown ? 'L' : 'M'}${xOf(places[i] ?? 0)} ${yOf(y, value)}`;
    isDown = true;
    return step;
  });
  const d = steps.join('');
  // A single value is no line: with round ends this makes a dot of it.
  return d === ''
    ? NOTHING
    : html`<path class="line c${colour} ${look}" d="${d}${d.includes('L') ? '' : 'h0'}" />`;
}

/** For each place a band to point at, which shows its values. */
function readouts(chart: Chart): Markup {
  const { places, placeNames, lines, y, shown, unit } = chart;
  const main = lines.filter(({ look }) => look === 'main');
  const step = Math.max(1, Math.ceil(places.length / BANDS_MAX));
  const chosen = places.map((at, i) => ({ at, i })).filter(({ i }) => i % step === 0);
  return html`${chosen.map(({ at, i }, k) => {
    const from = k === 0 ? 0 : (at + (chosen[k - 1]?.at ?? 0)) / 2;
    const to = k === chosen.length - 1 ? 1 : (at + (chosen[k + 1]?.at ?? 1)) / 2;
    const values = main.flatMap(({ name, colour, values: all }) => {
      const value = all[i];
      return value === undefined ? [] : [{ name, colour, value }];
    });
    const x = xOf(at);
    // On the other side than the pointer, so that it hides nothing.
    const [textX, anchor] = at < 0.5 ? [WIDTH - RIGHT - 6, 'end'] : [LEFT + 6, 'start'];
    return html`<g class="band"
      ><rect
        x="${xOf(from)}"
        y="${TOP}"
        width="${two((to - from) * PLOT_WIDTH)}"
        height="${PLOT_HEIGHT}"
      /><g class="readout"
        ><line x1="${x}" x2="${x}" y1="${TOP}" y2="${TOP + PLOT_HEIGHT}" />${values.map(
          ({ colour, value }) =>
            html`<circle class="c${colour}" cx="${x}" cy="${yOf(y, value)}" r="4" />`,
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

function xOf(share: number): number {
  return two(LEFT + share * PLOT_WIDTH);
}

function yOf(y: Scale, value: number): number {
  return two(TOP + (1 - y.at(value)) * PLOT_HEIGHT);
}

/** A page of a long bench has many numbers; more digits cannot be seen. */
function two(value: number): number {
  return Math.round(value * 100) / 100;
}
