import { expect, test } from 'vitest';

import { jumpingClock } from '../../src/base/jumping-clock';
import { virtualClock } from '../../src/base/virtual-clock';

test('a jump moves the wall clock, there and back', () => {
  const inner = virtualClock(new Date(0));
  const clock = jumpingClock(inner);
  clock.jump(5000);
  expect(clock.wallNs()).toBe(5_000_000_000n);
  clock.jump(-7000);
  expect(clock.wallNs()).toBe(-2_000_000_000n);
});

test('timers and the time for deadlines know nothing of a jump', () => {
  const inner = virtualClock();
  const clock = jumpingClock(inner);
  let fired = 0;
  clock.setTimer(100, () => fired++);
  clock.jump(1_000_000);
  inner.moveTo(99);
  expect([clock.nowMs(), fired]).toEqual([99, 0]);
  inner.moveTo(100);
  expect(fired).toBe(1);
});
