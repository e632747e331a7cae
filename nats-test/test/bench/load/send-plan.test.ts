import { describe, expect, test } from 'vitest';

import {
  createSendPlan,
  type SendPlan,
  type SendPlanOptions,
} from '../../../src/bench/load/send-plan';

const START_US = 1_000_000;
const nothing = { kind: 'time', durationMs: 0 } as const;

function planOf(options: Partial<SendPlanOptions>): SendPlan {
  return createSendPlan({
    pace: { kind: 'window', window: 2 },
    warmUp: nothing,
    extent: { kind: 'time', durationMs: 1000 },
    publisher: 0,
    publishers: 1,
    startUs: START_US,
    ...options,
  });
}

describe('by a schedule', () => {
  const pace = { kind: 'rate', steps: [{ rate: 1000 }], window: 1 } as const;

  test('a stall of the server does not move the times at which messages were meant to be sent', () => {
    const plan = planOf({ pace });

    expect(plan.next(0, 0, START_US)).toMatchObject({ intendedUs: START_US });
    // Nothing can be sent for 50 ms, since the first one has no ack.
    expect(plan.next(1, 1, START_US + 1000)).toEqual({ kind: 'full' });
    expect(plan.next(1, 0, START_US + 50_000)).toMatchObject({ intendedUs: START_US + 1000 });
    expect(plan.next(2, 0, START_US + 50_100)).toMatchObject({ intendedUs: START_US + 2000 });
  });

  test('publishers take turns, and together send the rate', () => {
    const times = [0, 1, 2].flatMap((publisher) => {
      const plan = planOf({
        pace,
        publisher,
        publishers: 3,
        extent: { kind: 'messages', messages: 7 },
      });
      const own: number[] = [];
      for (
        let next = plan.next(0, 0, 0);
        next.kind === 'send';
        next = plan.next(own.length, 0, 0)
      ) {
        own.push(next.intendedUs - START_US);
      }
      return own;
    });

    expect(times.sort((a, b) => a - b)).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000]);
  });
});

describe('by a window', () => {
  test('a message was meant to be sent when there was room for it', () => {
    const plan = planOf({});

    expect(plan.next(0, 0, START_US + 300)).toMatchObject({ kind: 'send', intendedUs: START_US });
    expect(plan.next(1, 1, START_US + 700)).toMatchObject({ kind: 'send', intendedUs: START_US });
    expect(plan.next(2, 2, START_US + 900)).toEqual({ kind: 'full' });
    expect(plan.next(2, 1, START_US + 5000)).toMatchObject({ intendedUs: START_US + 5000 });
  });

  test('what comes in the warm-up does not count, and time begins behind it', () => {
    const plan = planOf({ warmUp: { kind: 'time', durationMs: 10 } });

    expect(plan.next(5, 0, START_US + 9_999)).toMatchObject({ isMeasured: false });
    expect(plan.next(6, 0, START_US + 10_000)).toMatchObject({ isMeasured: true });
    expect(plan.next(7, 0, START_US + 1_009_999)).toMatchObject({ isMeasured: true });
    expect(plan.next(8, 0, START_US + 1_010_000)).toEqual({ kind: 'end' });
  });

  test('time begins with the first message that counts, not with the wait for room for it', () => {
    const plan = planOf({ warmUp: { kind: 'messages', messages: 2 } });

    expect(plan.next(2, 2, START_US)).toEqual({ kind: 'full' });
    expect(plan.next(2, 1, START_US + 500_000)).toMatchObject({ isMeasured: true });
    expect(plan.next(3, 1, START_US + 1_400_000)).toMatchObject({ kind: 'send' });
  });

  test('messages are shared out among publishers, those of the warm-up, too', () => {
    const counts = [0, 1, 2].map((publisher) => {
      const plan = planOf({
        publisher,
        publishers: 3,
        warmUp: { kind: 'messages', messages: 4 },
        extent: { kind: 'messages', messages: 8 },
      });
      let number = 0;
      let measured = 0;
      for (let next = plan.next(0, 0, 0); next.kind === 'send'; next = plan.next(number, 0, 0)) {
        number++;
        if (next.isMeasured) measured++;
      }
      return [number, measured];
    });

    expect(counts).toEqual([
      [5, 3],
      [4, 3],
      [3, 2],
    ]);
  });
});
