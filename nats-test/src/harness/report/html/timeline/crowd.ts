import type { Mark, MarkKind } from './mark';

/** Marks of one kind of one client in one column of the drawing. */
export interface Crowd {
  readonly kind: MarkKind;
  readonly column: number;
  readonly marks: readonly Mark[];
}

/** What is drawn of the marks of one client. */
export interface Drawn {
  readonly singles: readonly Mark[];
  /** As one large mark each. */
  readonly clusters: readonly Crowd[];
  /** As a column each, whose height says how many they are. */
  readonly columns: readonly Crowd[];
}

/** So many marks of one kind in one column can still be told apart. */
const SINGLES_MAX = 2;
/** Of this there is so much that columns of it say more than large marks. */
const ORDINARY: readonly MarkKind[] = ['published', 'delivered', 'acknowledged', 'other'];
/** What is in more columns than that is no exception any more, and would hide the others. */
const EXCEPTIONS_MAX = 48;

/**
 * Sorts marks into those that are drawn one by one and those that crowd.
 * @param columnOf place of a moment, as a whole number
 * @param isProof marks that must be seen whatever is around them
 */
export function crowdsOf(
  marks: readonly Mark[],
  columnOf: (atMs: number) => number,
  isProof: (mark: Mark) => boolean,
): Drawn {
  const proofs = marks.filter(isProof);
  const kinds = new Map<MarkKind, Map<number, Mark[]>>();
  for (const mark of marks) {
    if (isProof(mark)) continue;
    const columns = kinds.get(mark.kind) ?? new Map<number, Mark[]>();
    kinds.set(mark.kind, columns);
    const column = columnOf(mark.atMs);
    const cell = columns.get(column);
    if (cell) cell.push(mark);
    else columns.set(column, [mark]);
  }
  const [singles, clusters, columns]: [Mark[], Crowd[], Crowd[]] = [[], [], []];
  for (const [kind, cells] of kinds) {
    const isOrdinary = ORDINARY.includes(kind);
    const areAllColumns = !isOrdinary && cells.size > EXCEPTIONS_MAX;
    for (const [column, cell] of cells) {
      if (areAllColumns) columns.push({ kind, column, marks: cell });
      else if (cell.length <= SINGLES_MAX) singles.push(...cell);
      else (isOrdinary ? columns : clusters).push({ kind, column, marks: cell });
    }
  }
  return {
    // What proves something is drawn over the others.
    singles: [...singles, ...proofs],
    clusters,
    // The lower one of two in the same place is drawn over the higher one.
    columns: columns.toSorted((a, b) => b.marks.length - a.marks.length),
  };
}
