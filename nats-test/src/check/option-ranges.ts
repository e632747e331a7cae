/** Which whole numbers an option may be. */
interface Range {
  readonly min: number;
  readonly max: number;
  /** As it is asked for: `a whole number from 1`. */
  readonly words: string;
}

/** No timer takes longer. */
const MS_MAX = 2 ** 31 - 1;

/** The options that are numbers; the command line has flags for most of them. */
export const RANGES = {
  schedules: { min: 1, max: Number.MAX_SAFE_INTEGER, words: 'a whole number from 1' },
  // Members are called by letters.
  members: { min: 1, max: 26, words: 'a whole number from 1 to 26' },
  seed: {
    min: Number.MIN_SAFE_INTEGER,
    max: Number.MAX_SAFE_INTEGER,
    words: 'a whole number, as a report names it',
  },
  quietMs: { min: 1, max: MS_MAX, words: 'whole milliseconds from 1' },
  startMs: { min: 1, max: MS_MAX, words: 'whole milliseconds from 1' },
} as const satisfies Record<string, Range>;

export function isInRange(value: unknown, { min, max }: Range): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}
