import { html, NOTHING, type Markup } from '../../../../base/html/markup';
import { cut } from '../../../../base/wrap';
import { counted, moment, shown } from '../words';
import type { Band } from './bands';
import { crowdsOf, type Crowd, type Drawn } from './crowd';
import type { Lane } from './lanes';
import type { Mark, MarkKind } from './mark';
import { SYMBOL_IDS, SYMBOL_TEXTS } from './symbols';
import { LEFT, one, RIGHT, WIDTH, type TimeAxis } from './time-axis';

export const LANE_HEIGHT = 52;
/** From the top of a lane to its line; above its marks is the name of a fault that strikes it alone. */
export const LANE_MIDDLE = 30;
/** The most that a column goes up or down from the middle of its lane. */
const CROWD_HEIGHT = 17;
const NAME_LENGTH = 15;
/** What is ordinary: only of this there is so much that columns of it say more than marks. */
const IN_COLUMNS: readonly MarkKind[] = ['published', 'delivered', 'acknowledged', 'other'];

/** Puts a mark into words, and names the event that it is about. */
export interface MarkWords {
  readonly title: (mark: Mark) => string;
  /** Undefined when it is about no event. */
  readonly event: (mark: Mark) => string | undefined;
}

/** A lane with what is to be drawn of it. */
export interface LaneDrawing {
  readonly lane: Lane;
  readonly drawn: Drawn;
}

/** Sorts the marks of a lane that are on the axis. @param isProof marks that are drawn one by one */
export function layOut(lane: Lane, axis: TimeAxis, isProof: (mark: Mark) => boolean): LaneDrawing {
  const within = lane.marks.filter(({ atMs }) => atMs >= axis.fromMs && atMs <= axis.toMs);
  return { lane, drawn: crowdsOf(within, axis.columnOf, isProof) };
}

/** The largest number of marks that one column of the drawing stands for. */
export function highestColumn(lanes: readonly LaneDrawing[]): number {
  return lanes
    .flatMap(({ drawn }) => drawn.crowds)
    .filter(({ kind }) => IN_COLUMNS.includes(kind))
    .reduce((most, { marks }) => Math.max(most, marks.length), 1);
}

/** The name of a lane, the line that says when its client was connected, and its marks. */
export function drawLane(
  { lane, drawn }: LaneDrawing,
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
      )}${drawn.crowds.map((it) => drawCrowd(it, client, middle, axis, highest))}${drawn.singles.map((it) => drawMark(it, middle, axis, words, isProof(it)))}</g
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
      href="#${SYMBOL_IDS[mark.kind]}"
      x="${x}"
      y="${y}"
      ${of}
      ><title>${title(mark)}</title></use
    >`;
}

function drawCrowd(
  { kind, column, marks }: Crowd,
  client: string,
  middle: number,
  axis: TimeAxis,
  highest: number,
): Markup {
  const [from, to] = [axis.columnMs(column), axis.columnMs(column + 1)];
  const text = html`<title>
    ${moment(from)} to ${moment(to)}: ${shown(client, 40)}, ${marks.length} × ${SYMBOL_TEXTS[kind]}
  </title>`;
  const x = axis.columnX(column);
  const width = axis.columnX(column + 1) - x;
  if (!IN_COLUMNS.includes(kind)) {
    return html`<use
      class="many"
      href="#${SYMBOL_IDS[kind]}"
      x="${one(x + width / 2)}"
      y="${middle + offsetOf(kind)}"
      >${text}</use
    >`;
  }
  const height = one(Math.max(2, (marks.length / highest) * CROWD_HEIGHT));
  const isUp = kind !== 'acknowledged' && kind !== 'other';
  return html`<rect
    class="crowd ${kind}"
    x="${x}"
    y="${isUp ? one(middle - height) : middle}"
    width="${one(width)}"
    height="${height}"
    >${text}</rect
  >`;
}

/** Events above the middle of a lane, acks below it, so that they do not hide each other. */
function offsetOf(kind: MarkKind): number {
  switch (kind) {
    case 'delivered':
    case 'redelivered':
    case 'published':
    case 'refused':
    case 'unclear':
      return -9;
    case 'acknowledged':
    case 'ack-lost':
      return 12;
    case 'connected':
    case 'begun':
    case 'ended':
    case 'lost':
    case 'crashed':
      return 0;
    case 'other':
      return 17;
  }
}

/** What is said of a fault that begins or ends at this place, for all who point at it. */
export function bandTitle({ text, fromMs, toMs, begin, end }: Band): string {
  const until = end === undefined ? 'and goes on' : `to ${moment(toMs)}`;
  const at =
    end === undefined ? `line ${begin.index + 2}` : `lines ${begin.index + 2} and ${end.index + 2}`;
  return `${shown(text)}: ${moment(fromMs)} ${until}, ${counted(Math.round(toMs - fromMs), 'ms', 'ms')} (${at})`;
}
