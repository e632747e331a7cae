import { expect, test } from 'vitest';

import type { LoadFlags } from '../../../src/bench/load-flags';
import { makePlan } from '../../../src/bench/make-plan';
import { aboutHowLong } from '../../../src/bench/run/how-long';

const aboutSeconds = (flags: LoadFlags, targets: number): number | undefined => {
  const all = Array.from({ length: targets }, () => ({ kind: 'embedded' as const }));
  const aboutMs = aboutHowLong({ targets: all, ...makePlan(flags, targets, 2) });
  return aboutMs === undefined ? undefined : aboutMs / 1000;
};

test.each<[LoadFlags, number, number, number]>([
  [{ duration: '5s', warmUp: '1s', rounds: '3' }, 2, 36, 50],
  [{ rate: '100', messages: '1000', warmUp: '0' }, 1, 10, 15],
  [{ findMax: true }, 1, 60, 180],
  [{ findMax: true, probe: '10s' }, 1, 180, 400],
])('says about how long %o on %d targets takes', (flags, targets, min, max) => {
  expect(aboutSeconds(flags, targets)).toBeGreaterThanOrEqual(min);
  expect(aboutSeconds(flags, targets)).toBeLessThanOrEqual(max);
});

test('does not say how long a server takes for so many messages', () => {
  expect(aboutSeconds({ messages: '1000' }, 1)).toBeUndefined();
});
