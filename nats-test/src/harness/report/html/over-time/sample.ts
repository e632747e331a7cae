/** Something at one moment. */
export interface Sample {
  /** When, from 0 for the beginning of an axis to 1 for its end. */
  readonly at: number;
  readonly value: number;
}

/** The highest value in each of so many places along an axis; undefined where there is none. */
export function highestIn(samples: readonly Sample[], places: number): (number | undefined)[] {
  const highest: (number | undefined)[] = Array.from({ length: places }, () => undefined);
  for (const { at, value } of samples) {
    const place = placeOf(at, places);
    highest[place] = Math.max(highest[place] ?? 0, value);
  }
  return highest;
}

/** As `highestIn`, of a value that goes on until the next sample; 0 before the first one. */
export function highestOfSteps(samples: readonly Sample[], places: number): number[] {
  const within = highestIn(samples, places);
  const last = Array.from({ length: places }, (): number | undefined => undefined);
  for (const { at, value } of samples) last[placeOf(at, places)] = value;
  let now = 0;
  return within.map((highest, place) => {
    const before = now;
    now = last[place] ?? now;
    return Math.max(before, highest ?? 0);
  });
}

function placeOf(at: number, places: number): number {
  return Math.min(places - 1, Math.floor(at * places));
}
