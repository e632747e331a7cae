import { describe, expect, test } from 'vitest';

import { exploreListener } from '../../../src/check/explore';
import { PAIRS } from './pairs';

/** So many see soon when the check begins to accuse the innocent; by hand it was more. */
/** `TWIN_SCHEDULES=1000` for a night. */
const SCHEDULES = Number(process.env['TWIN_SCHEDULES'] ?? 60);

// They mostly wait.
describe.concurrent('a correct listener passes', () => {
  test.each(Object.entries(PAIRS))('%s', async (_, pair) => {
    const options = { ...pair.correct, seed: 1, schedules: SCHEDULES };
    const { verdict, text } = await exploreListener(options, undefined);

    expect(verdict, text).toBe('passed');
  });
});
