import type { Storm } from '../../src/harness/generators/storm';

/** No faults beside those that a scenario is about, and not for long. */
export const CALM: Storm = { seed: 42, faults: undefined, everyMs: 5000, mainMs: 4000 };
