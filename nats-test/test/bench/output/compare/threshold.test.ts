import { expect, test } from 'vitest';

import { parseThreshold } from '../../../../src/bench/output/compare/threshold';

test.each([
  ['5%', 0.05],
  ['5', 0.05],
  [' 2.5 % ', 0.025],
  ['0', 0],
  ['100%', undefined],
  ['-5%', undefined],
  ['five', undefined],
  ['', undefined],
  ['1e3', undefined],
])('%j is %j', (text, share) => {
  expect(parseThreshold(text)).toBe(share);
});
