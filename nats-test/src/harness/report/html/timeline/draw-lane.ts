import { html, NOTHING, type Markup } from '../../../../base/html/markup';
import { cut } from '../../../../base/wrap';
import { shown } from '../words';
import { crowdsOf, type Drawn } from './crowd';
import { drawCluster, drawColumn, offsetOf } from './draw-crowd';
import type { Lane } from './lanes';
import type { Mark } from './mark';
import { symbolId } from './symbols';
import { LEFT, RIGHT, WIDTH, type TimeAxis } from './time-axis';

export const LANE_HEIGHT = 52;
/** From the top of a lane to its line; above its marks is the name of a fault that strikes it alone. */
export const LANE_MIDDLE = 30;
const NAME_LENGTH = 15;
/** Puts a mark into words, and names the event that it is about. */
export interface MarkWords {
  readonly title: (mark: Mark) => string;
  /** Undefined when it is about no event. */
  readonly event: (mark: Mark) => string | undefined;
}

/** A lane with what is to be drawn of it. */
export interface LaneDrawing extends Drawn {
  readonly lane: Lane;
}

/** Sorts the marks of a lane that are on the axis. @param isProof marks that are drawn one by one */
export function layOut(lane: Lane, axis: TimeAxis, isProof: (mark: Mark) => boolean): LaneDrawing {
  const within = lane.marks.filter(({ atMs }) => atMs >= axis.fromMs && atMs <= axis.toMs);
  return { lane, ...crowdsOf(within, axis.columnOf, isProof) };
}

/** The name of a lane, the line that says when its client was connected, and its marks. */
export function drawLane(
  { lane, singles, clusters, columns }: LaneDrawing,
  middle: number,
  axis: TimeAxis,
  highest: number,
  words: MarkWords,
  isProof: (mark: Mark) => boolean,
): Markup {
  const { client, presences } = lane;
  return html`<g class="lane ${lane.role}"
    ><text class="who" x="${LEFT - 14}" y="${middle + 4}" text-anchor="end"
      >${cut(shown(client), NAME_LENGTH)}<title>${shown(client)}</title></text
    ><path class="absence" d="M${LEFT} ${middle}H${WIDTH - RIGHT}" />${presences
      .filter(({ fromMs, toMs }) => toMs >= axis.fromMs && fromMs <= axis.toMs)
      .map(
        ({ fromMs, toMs }) =>
          html`<path class="presence" d="M${axis.x(fromMs)} ${middle}H${axis.x(toMs)}" />`,
      )}${columns.map((it) => drawColumn(it, client, middle, axis, highest))}${clusters.map((it) => drawCluster(it, client, middle, axis))}${singles.map((it) => drawMark(it, middle, axis, words, isProof(it)))}</g
  >`;
}

function drawMark(
  mark: Mark,
  middle: number,
  axis: TimeAxis,
  { title, event }: MarkWords,
  isProof: boolean,
): Markup {
  const [x, y] = [axis.x(mark.atMs), middle + offsetOf(mark.kind)];
  const name = event(mark);
  const of = name === undefined ? NOTHING : html` data-e="${name}"`;
  return html`${isProof ? html`<use href="#m-proof" x="${x}" y="${y}" ${of} />` : NOTHING}<use
      href="#${symbolId(mark.kind)}"
      x="${x}"
      y="${y}"
      ${of}
      ><title>${title(mark)}</title></use
    >`;
}
