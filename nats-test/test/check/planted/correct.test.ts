import { describe, expect, test } from 'vitest';

import { exploreListener } from '../../../src/check/explore';
import { PAIRS } from './pairs';

/**
 * So many see soon when the check begins to accuse the innocent; `TWIN_SCHEDULES=1000` plays more, with
 * time for it.
 */
const SCHEDULES = Number(process.env['TWIN_SCHEDULES'] ?? 100);
const MS_EACH = 1000;

// They mostly wait.
describe.concurrent('a correct listener passes', () => {
  test.each(Object.entries(PAIRS))(
    '%s',
    async (_, pair) => {
      const options = { ...pair.correct, seed: 1, schedules: SCHEDULES };
      const { verdict, text } = await exploreListener(options, undefined);

      expect(verdict, text).toBe('passed');
    },
    SCHEDULES * MS_EACH,
  );
});
