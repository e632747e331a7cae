import { html, NOTHING, type Markup } from '../../../../base/html/markup';
import { cut } from '../../../../base/wrap';
import { counted, lines, moment, shown } from '../words';
import { highestOf } from './draw-crowd';
import { drawLane, LANE_HEIGHT, LANE_MIDDLE, layOut, type MarkWords } from './draw-lane';
import type { Band, PhaseStretch } from './bands';
import type { Lane } from './lanes';
import type { Mark } from './mark';
import { stackLabels } from './stack-labels';
import { LEFT, one, RIGHT, WIDTH, type TimeAxis } from './time-axis';

const ROW = 17;
const LABEL_ROWS_MAX = 4;
const BANDS_MAX = 300;
const BOTTOM = 26;
/** A fault that takes no time is seen all the same. */
const BAND_WIDTH_MIN = 3;
/** A narrower one is all border. */
const THIN = 8;
const NAME_LENGTH = 24;

export interface Timeline {
  readonly label: string;
  readonly lanes: readonly Lane[];
  readonly bands: readonly Band[];
  readonly phases: readonly PhaseStretch[];
  readonly axis: TimeAxis;
  readonly words: MarkWords;
  /** What is marked as proof, and always drawn one by one. */
  readonly isProof: (mark: Mark) => boolean;
}

/** A drawn time line, and what it does not show. */
export interface DrawnTimeline {
  readonly drawing: Markup;
  /** The number of operations that the highest column stands for; 1 when there are no columns. */
  readonly highest: number;
  /** Faults for which there was no room. */
  readonly bandsLeftOut: number;
}

/** One lane for each client, time to the right, phases and faults above; as one SVG. */
export function drawTimeline(timeline: Timeline): DrawnTimeline {
  const { label, lanes, axis, words, isProof } = timeline;
  const within = timeline.bands.filter((it) => it.toMs >= axis.fromMs && it.fromMs <= axis.toMs);
  const bands = within.slice(0, BANDS_MAX);
  const phases = timeline.phases.filter((it) => it.toMs > axis.fromMs && it.fromMs < axis.toMs);
  const phaseLabels = stackLabels(phases, ({ fromMs }) => axis.x(fromMs) + 4, WIDTH, 3);
  const named = bands.filter(({ client }) => client === undefined).map(withShortName);
  const faultLabels = stackLabels(named, ({ fromMs }) => axis.x(fromMs) + 2, WIDTH, LABEL_ROWS_MAX);
  const phaseRows = rowsOf(phaseLabels);
  const top = (phaseRows + rowsOf(faultLabels)) * ROW + 6;
  const middles = new Map(
    lanes.map(({ client }, i) => [client, top + i * LANE_HEIGHT + LANE_MIDDLE]),
  );
  const bottom = top + lanes.length * LANE_HEIGHT;
  const drawings = lanes.map((lane) => layOut(lane, axis, isProof));
  const highest = highestOf(drawings.flatMap(({ columns }) => columns));
  const drawing = html`<svg
    class="lanes"
    viewBox="0 0 ${WIDTH} ${bottom + BOTTOM}"
    role="img"
    aria-label="${label}"
    data-left="${LEFT}"
    data-right="${WIDTH - RIGHT}"
    data-from="${axis.fromMs}"
    data-to="${axis.toMs}"
  >
    ${axis.ticks.map(
      ({ atMs, text }) =>
        html`<g class="at"
          ><line
            class="grid"
            x1="${axis.x(atMs)}"
            x2="${axis.x(atMs)}"
            y1="${top}"
            y2="${bottom}"
          /><text class="tick" x="${axis.x(atMs)}" y="${bottom + 18}" text-anchor="middle"
            >${text}</text
          ></g
        >`,
    )}
    <g class="bands">${bands.map((band) => drawBand(band, top, bottom, middles, axis))}</g>
    ${phases.map(({ fromMs }) =>
      fromMs < axis.fromMs
        ? NOTHING
        : html`<line
            class="phase"
            x1="${axis.x(fromMs)}"
            x2="${axis.x(fromMs)}"
            y1="2"
            y2="${bottom}"
          />`,
    )}${phaseLabels.map(
      ({ item, x, row }) =>
        html`<text class="phase" x="${x}" y="${row * ROW + 13}" data-until="${axis.x(item.toMs)}"
          >${item.name}<title>${phaseTitle(item)}</title></text
        >`,
    )}${faultLabels.map(
      ({ item, x, row }) =>
        html`<text
          class="fault ${item.look}"
          x="${x}"
          y="${(phaseRows + row) * ROW + 13}"
          data-until="${axis.x(item.toMs)}"
          >${item.name}<title>${bandTitle(item)}</title></text
        >`,
    )}
    <g class="marks">
      ${drawings.map((it) => drawLane(it, middles.get(it.lane.client) ?? 0, axis, highest, words, isProof))}
    </g>
  </svg>`;
  return { drawing, highest, bandsLeftOut: within.length - bands.length };
}

function rowsOf(placed: readonly { readonly row: number }[]): number {
  return placed.reduce((most, { row }) => Math.max(most, row + 1), 0);
}

function withShortName(band: Band): Band {
  return { ...band, name: cut(shown(band.name), NAME_LENGTH) };
}

function drawBand(
  band: Band,
  top: number,
  bottom: number,
  middles: ReadonlyMap<string, number>,
  axis: TimeAxis,
): Markup {
  const { client, look, name, fromMs, toMs } = band;
  const middle = client === undefined ? undefined : middles.get(client);
  // The client's lane is not drawn.
  if (client !== undefined && middle === undefined) return NOTHING;
  const x = axis.x(fromMs);
  const width = one(Math.max(BAND_WIDTH_MIN, axis.x(toMs) - x));
  const [y, height] =
    middle === undefined ? [top, bottom - top] : [middle - LANE_MIDDLE + 1, LANE_HEIGHT - 2];
  const rect = html`<rect
    class="fault ${look}${width < THIN ? ' thin' : ''}"
    data-fault="${name}"
    x="${x}"
    y="${y}"
    width="${width}"
    height="${height}"
    ><title>${bandTitle(band)}</title></rect
  >`;
  // Where it fits; across all lanes the name stands above.
  if (middle === undefined || width < name.length * 6.5 + 4) return rect;
  return html`${rect}<text class="fault ${look} small" x="${one(x + 3)}" y="${y + 9}"
      >${name}</text
    >`;
}

/** What is said of a fault, for all who point at it. */
function bandTitle({ text, fromMs, toMs, begin, end }: Band): string {
  const took = counted(Math.round(toMs - fromMs), 'ms', 'ms');
  const until = end === undefined ? 'and goes on' : `to ${moment(toMs)}, ${took}`;
  const known = end === undefined || end === begin ? [begin] : [begin, end];
  return `${shown(text)}: ${moment(fromMs)} ${until} (${lines(known)})`;
}

function phaseTitle({ name, fromMs, toMs }: PhaseStretch): string {
  return `${name}: ${moment(fromMs)} to ${moment(toMs)}`;
}
