/** A label and where its text begins; both in units of the drawing. */
export interface Placed<Item> {
  readonly item: Item;
  readonly x: number;
  readonly row: number;
}

/** About how wide a character is. */
const CHARACTER = 7.6;
const GAP = 8;

/**
 * Puts labels into rows so that none is drawn over another one; those that find no room in so many
 * rows are left out.
 */
export function stackLabels<Item extends { readonly name: string }>(
  items: readonly Item[],
  xOf: (item: Item) => number,
  right: number,
  rowsMax: number,
): Placed<Item>[] {
  const ends: number[] = [];
  return items.flatMap((item) => {
    const width = item.name.length * CHARACTER + GAP;
    const x = Math.max(0, Math.min(xOf(item), right - width));
    const free = ends.findIndex((end) => end <= x);
    const row = free === -1 ? ends.length : free;
    if (row >= rowsMax) return [];
    ends[row] = x + width;
    return [{ item, x: Math.round(x), row }];
  });
}
