import type { Moment } from './fold-calm';

/** Longer rounds are not seen as such by a reader either. */
const ROUND_MAX = 12;

/** Tells only once what happens round after round in the same words, as an event that is never acknowledged. */
export function foldRepeats(moments: readonly Moment[]): Moment[] {
  const folded: Moment[] = [];
  for (let at = 0; at < moments.length;) {
    const round = longestRepeat(moments, at);
    if (round === undefined) {
      folded.push(...moments.slice(at, at + 1));
      at++;
      continue;
    }
    const { size, times } = round;
    folded.push(...moments.slice(at, at + size));
    const what = size === 1 ? 'the same' : `the last ${size} lines`;
    folded.push({ text: `${what} again, ${times - 1} more times`, notes: [] });
    at += size * times;
  }
  return folded;
}

/** Three rounds at least: two are read as quickly. */
function longestRepeat(
  moments: readonly Moment[],
  at: number,
): { size: number; times: number } | undefined {
  for (let size = 1; size <= ROUND_MAX; size++) {
    let times = 1;
    while (isSame(moments, at, at + size * times, size)) times++;
    if (times > 2) return { size, times };
  }
  return undefined;
}

function isSame(moments: readonly Moment[], a: number, b: number, size: number): boolean {
  return Array.from({ length: size }, (_, i) => i).every((i) => {
    const other = moments[b + i];
    return other?.text === moments[a + i]?.text && other?.notes.length === 0;
  });
}
