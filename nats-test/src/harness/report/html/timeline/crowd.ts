import type { Mark, MarkKind } from './mark';

/** What is drawn of a lane: single marks, and one thing for those that crowd. */
export interface Drawn {
  readonly singles: readonly Mark[];
  readonly crowds: readonly Crowd[];
}

/** Marks of one kind in one column. */
export interface Crowd {
  readonly kind: MarkKind;
  readonly column: number;
  readonly marks: readonly Mark[];
}

/** So many marks of one kind in one column can still be told apart. */
const SINGLES_MAX = 2;

/**
 * Sorts marks into those that can be drawn one by one and those that crowd.
 * @param columnOf place of a moment, as a whole number
 * @param isSingle marks that must be seen whatever is around them
 */
export function crowdsOf(
  marks: readonly Mark[],
  columnOf: (atMs: number) => number,
  isSingle: (mark: Mark) => boolean,
): Drawn {
  const singles: Mark[] = [];
  const cells = new Map<string, Crowd & { readonly marks: Mark[] }>();
  for (const mark of marks) {
    if (isSingle(mark)) {
      singles.push(mark);
      continue;
    }
    const column = columnOf(mark.atMs);
    const key = `${mark.kind} ${column}`;
    const cell = cells.get(key);
    if (cell) cell.marks.push(mark);
    else cells.set(key, { kind: mark.kind, column, marks: [mark] });
  }
  const crowds: Crowd[] = [];
  for (const cell of cells.values()) {
    if (cell.marks.length <= SINGLES_MAX) singles.push(...cell.marks);
    else crowds.push(cell);
  }
  return { singles, crowds };
}
