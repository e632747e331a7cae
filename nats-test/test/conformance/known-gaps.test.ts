import { expect, test } from 'vitest';

import { knownGapCount, knownGaps } from './known-gaps';

test('the known gaps of the embedded server are counted', () => {
  expect(Object.values(knownGaps).flat()).toHaveLength(knownGapCount);
});
