/** Fewer letters than that stand in any word. */
const PART_MIN = 3;

/** So many letters may be wrong, missing or too many. */
const DISTANCE_MAX = 3;

/**
 * What somebody may have meant.
 * @returns `, did you mean durable-resume or durable-unsubscribe?`, or an empty text
 */
export function didYouMean(typed: string, names: readonly string[]): string {
  const parts = typed.length < PART_MIN ? [] : names.filter((name) => name.includes(typed));
  const meant = parts.length > 0 ? parts : nearest(typed, names);
  return meant.length === 0 ? '' : `, did you mean ${meant.join(' or ')}?`;
}

function nearest(typed: string, names: readonly string[]): string[] {
  const distances = names.map((name) => distance(typed, name));
  const least = Math.min(DISTANCE_MAX, typed.length - 1, ...distances);
  return names.filter((_, i) => distances[i] === least);
}

/** How many letters must be changed, added or taken away to make one of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
