import { describe, expect, test } from 'vitest';

import { roundSchedule } from '../../../src/bench/load/round-schedule';
import { createSchedule } from '../../../src/bench/load/schedule';

describe('a schedule', () => {
  test('sends evenly, from the very beginning', () => {
    const schedule = createSchedule([{ rate: 1000 }]);

    expect([0, 1, 2, 5000].map((number) => schedule.timeOf(number))).toEqual([
      0, 1000, 2000, 5_000_000,
    ]);
    expect(schedule.total).toBe(Infinity);
  });

  test('goes on with the next step where one ends', () => {
    const schedule = createSchedule([
      { rate: 10, durationMs: 1000 },
      { rate: 100, durationMs: 50 },
      { rate: 2, durationMs: 1000 },
    ]);

    expect(schedule.total).toBe(10 + 5 + 2);
    expect([9, 10, 11, 14, 15, 16].map((number) => schedule.timeOf(number))).toEqual([
      900_000, 1_000_000, 1_010_000, 1_040_000, 1_050_000, 1_550_000,
    ]);
  });

  test.each([3, 7, 333, 1234.5])(
    'times never go back and gaps never add up wrong: %d/s',
    (rate) => {
      const schedule = createSchedule([
        { rate, durationMs: 777 },
        { rate: rate * 3, durationMs: 777 },
      ]);
      let before = -1;
      for (let number = 0; number < schedule.total; number++) {
        const time = schedule.timeOf(number);
        expect(time).toBeGreaterThan(before);
        before = time;
      }
      expect(before).toBeLessThan(2 * 777_000);
    },
  );
});

describe('the schedule of a round', () => {
  const rate = [{ rate: 100 }];
  const second = { kind: 'time', durationMs: 1000 } as const;
  const nothing = { kind: 'time', durationMs: 0 } as const;

  test('puts the warm-up first', () => {
    expect(roundSchedule(rate, second, second)).toMatchObject({ warmUp: 100, total: 200 });
    expect(roundSchedule(rate, { kind: 'messages', messages: 7 }, second)).toMatchObject({
      warmUp: 7,
      total: 107,
    });
    expect(roundSchedule(rate, nothing, second)).toMatchObject({ warmUp: 0, total: 100 });
  });

  test('ends with a number of messages', () => {
    expect(roundSchedule(rate, second, { kind: 'messages', messages: 30 }).total).toBe(130);
  });

  test('has steps cut where the time is over', () => {
    const steps = [
      { rate: 10, durationMs: 1000 },
      { rate: 100, durationMs: 1000 },
    ];
    expect(roundSchedule(steps, nothing, { kind: 'time', durationMs: 1500 }).total).toBe(60);
  });
});
