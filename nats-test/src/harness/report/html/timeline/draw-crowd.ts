import { html, type Markup } from '../../../../base/html/markup';
import { moment, shown } from '../words';
import type { Crowd } from './crowd';
import type { MarkKind } from './mark';
import { symbolId, SYMBOL_TEXTS } from './symbols';
import { one, type TimeAxis } from './time-axis';

/** The most that a column goes up or down from the middle of its lane. */
const HEIGHT = 18;
const HEIGHT_MIN = 2;

/** The largest number of marks that one column stands for; 1 where there are none. */
export function highestOf(columns: readonly Crowd[]): number {
  return columns.reduce((most, { marks }) => Math.max(most, marks.length), 1);
}

/** Several marks as one column. @param highest how many the highest one stands for */
export function drawColumn(
  crowd: Crowd,
  client: string,
  middle: number,
  axis: TimeAxis,
  highest: number,
): Markup {
  const { kind, column, marks } = crowd;
  const x = axis.columnX(column);
  // By the root, so that a publisher is seen beside those who get the events of all publishers.
  const height = one(Math.max(HEIGHT_MIN, Math.sqrt(marks.length / highest) * HEIGHT));
  const y = offsetOf(kind) > 0 ? middle : one(middle - height);
  const width = one(axis.columnX(column + 1) - x);
  return html`<rect class="crowd ${kind}" x="${x}" y="${y}" width="${width}" height="${height}"
    ><title>${title(crowd, client, axis)}</title></rect
  >`;
}

/** Several marks as one, larger than the others. */
export function drawCluster(crowd: Crowd, client: string, middle: number, axis: TimeAxis): Markup {
  const { kind, column } = crowd;
  const x = one((axis.columnX(column) + axis.columnX(column + 1)) / 2);
  return html`<use href="#${symbolId(kind, true)}" x="${x}" y="${middle + offsetOf(kind)}"
    ><title>${title(crowd, client, axis)}</title></use
  >`;
}

function title({ kind, column, marks }: Crowd, client: string, axis: TimeAxis): string {
  const [from, to] = [axis.columnMs(column), axis.columnMs(column + 1)];
  const what = `${marks.length} × ${SYMBOL_TEXTS[kind]}`;
  return `${moment(from)} to ${moment(to)}: ${shown(client, 40)}, ${what}`;
}

/** Events above the middle of a lane, acks below it, so that they do not hide each other. */
export function offsetOf(kind: MarkKind): number {
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
