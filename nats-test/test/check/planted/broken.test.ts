import { describe, expect, test } from 'vitest';

import { exploreListener } from '../../../src/check/explore';
import { remediesOf } from '../../../src/check/report/remedies';
import { PAIRS } from './pairs';

const SCHEDULES = 200;
const STEPS_MAX = 6;

// They mostly wait.
describe.concurrent.each(Object.entries(PAIRS))('%s: a listener that', (_, pair) => {
  test.each([1, 2])(`${pair.bug}, is found out with seed %i`, async (seed) => {
    const options = { ...pair.broken, seed, schedules: SCHEDULES };
    const { failure, text } = await exploreListener(options, undefined);

    if (!failure) throw new Error(`it is not found out: ${text}`);
    expect(pair.shows, text).toContain(failure.kind);
    expect(failure.schedule.steps.length, text).toBeLessThanOrEqual(STEPS_MAX);
    const patterns = remediesOf(failure).map(({ pattern }) => pattern);
    expect(patterns, text).toContain(pair.mendedBy);
  });
});
