import type { Paint } from '../base/paint';
import { afterEvent, newLiveList } from '../harness/report/live-list';
import { RedrawnLines } from '../harness/report/redrawn-lines';
import { renderEnded, renderLiveList } from '../harness/report/render-live';
import type { RunEvent } from '../harness/report/run-result';

/** Often enough for a clock with tenths of a second. */
const REDRAW_MS = 100;

/** Where a terminal does not say how large it is. */
const COLUMNS = 80;
const ROWS = 24;

/** For files and pipes, which have no width. */
const COLUMNS_OF_A_FILE = 100;

/** The part of stdout that is used here. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** Shows what happens while it happens. */
export interface VerifyScreen {
  onEvent(event: RunEvent): void;
  /** Makes room for the table. */
  end(): void;
}

/** How wide a table may be. */
export function widthOf({ isTTY, columns }: Output): number {
  return isTTY === true ? positive(columns, COLUMNS) : COLUMNS_OF_A_FILE;
}

/** A terminal that does not know its size says 0, or nothing. */
function positive(size: number | undefined, otherwise: number): number {
  return size === undefined || size === 0 ? otherwise : size;
}

/**
 * On a terminal a list that is drawn again in its place; elsewhere a line whenever a lesson ends.
 * @param title what the whole is about: `Lessons on the embedded server`
 */
export function verifyScreen(
  output: Output,
  env: NodeJS.ProcessEnv,
  paint: Paint,
  title: string,
  names: readonly string[],
): VerifyScreen {
  if (output.isTTY === true && env['TERM'] !== 'dumb') {
    return liveScreen(output, paint, title, names);
  }
  let separator = '';
  return {
    onEvent: (event) => {
      if (event.kind !== 'ended') return;
      output.write(`${renderEnded(event.result, paint)}\n`);
      separator = '\n';
    },
    end: () => output.write(separator),
  };
}

function liveScreen(
  output: Output,
  paint: Paint,
  title: string,
  names: readonly string[],
): VerifyScreen {
  const lines = new RedrawnLines(output, () => widthOf(output));
  let list = newLiveList(names);
  const draw = (): void => {
    const size = { columns: widthOf(output), rows: positive(output.rows, ROWS) };
    lines.draw(renderLiveList(title, list, performance.now(), size, paint));
  };
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  return {
    onEvent: (event) => {
      list = afterEvent(list, event, performance.now());
    },
    end: () => {
      clearInterval(timer);
      lines.erase();
    },
  };
}
