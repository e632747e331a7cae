import type { Paint, Style } from './paint';
import { longestWord, wrap } from './wrap';

/** A text, and how it looks. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
  /** On the right of its column and in one piece, as numbers are; else on the left. */
  readonly right?: true;
}

const GAP = '  ';

/**
 * Lines of a table that is at most that many characters wide, as far as words that are longer than
 * a column allow. Cells with more text than their column is wide go on in the lines below.
 */
export function renderTable(
  rows: readonly (readonly Cell[])[],
  columns: number,
  paint: Paint,
): string[] {
  const widths = fitWidths(rows, columns);
  return rows.flatMap((row) => renderRow(row, widths, paint));
}

function renderRow(row: readonly Cell[], widths: readonly number[], paint: Paint): string[] {
  const columns = row.map((cell, i) => ({
    style: cell.style,
    width: widths[i] ?? 0,
    lines: linesOf(cell, widths[i] ?? 0),
  }));
  const height = Math.max(...columns.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, at) => {
    // Nothing behind the last word of a line: on a narrow terminal that would make another one.
    const last = columns.findLastIndex(({ lines }) => lines[at] !== undefined);
    return columns
      .slice(0, last + 1)
      .map(({ lines, style, width }, i) => {
        const text = lines[at] ?? '';
        const padded = i === last ? text : text.padEnd(width);
        return style === undefined || text === '' ? padded : paint(style, padded);
      })
      .join(GAP);
  });
}

function linesOf({ text, right }: Cell, width: number): string[] {
  return right ? [text.padStart(width)] : wrap(text, width);
}

/** How narrow a column may become for this cell. */
function leastWidth({ text, right }: Cell): number {
  return right ? text.length : longestWord(text);
}

/** The widest columns that fit: wide ones are made narrower first, and none cuts a word. */
function fitWidths(rows: readonly (readonly Cell[])[], columns: number): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const across = Array.from({ length: count }, (_, i) => rows.flatMap((row) => row[i] ?? []));
  const natural = across.map((cells) => Math.max(...cells.map(({ text }) => text.length)));
  const least = across.map((cells) => Math.max(...cells.map(leastWidth)));
  const available = columns - GAP.length * (count - 1);
  for (let most = Math.max(0, ...natural); most > 0; most--) {
    const widths = natural.map((width, i) => Math.min(width, Math.max(least[i] ?? 0, most)));
    if (widths.reduce((sum, width) => sum + width, 0) <= available) return widths;
  }
  return least;
}
