import { describe, expect, test } from 'vitest';

import { latencyScale, linearScale, ticksBetween } from '../../../src/base/html/scale';

describe('a scale', () => {
  test.each([
    [43_000, [0, 10_000, 20_000, 30_000, 40_000, 50_000]],
    [10, [0, 2, 4, 6, 8, 10]],
    [0.7, [0, 0.2, 0.4, 0.6, 0.8]],
    [12, [0, 2.5, 5, 7.5, 10, 12.5]],
    [0, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  ])('to %d has round ticks', (highest, ticks) => {
    const scale = linearScale(highest, 5);
    expect(scale.ticks.map((it) => Number(it.toFixed(6)))).toEqual(ticks);
  });

  test('goes from 0 to the last tick', () => {
    const { at } = linearScale(43_000, 5);
    expect([at(0), at(25_000), at(50_000)]).toEqual([0, 0.5, 1]);
  });

  test('of latencies close to each other is linear', () => {
    expect(latencyScale([1, 20], 5).kind).toBe('linear');
  });

  test('of latencies far from each other has powers of ten', () => {
    const scale = latencyScale([0.2, 1, 300], 5);
    expect(scale.kind).toBe('log');
    expect(scale.ticks).toEqual([0.1, 1, 10, 100, 1000]);
    expect([scale.at(0), scale.at(0.1), scale.at(10), scale.at(1000)]).toEqual([0, 0, 0.5, 1]);
  });

  test('of nothing is one all the same', () => {
    expect(latencyScale([], 5).ticks.every(Number.isFinite)).toBe(true);
    expect(latencyScale([0, 0], 5).at(0)).toBe(0);
  });
});

describe('ticks between two values', () => {
  test.each([
    [0, 16.5, [0, 2, 4, 6, 8, 10, 12, 14, 16]],
    [6.435, 8.732, [6.5, 6.75, 7, 7.25, 7.5, 7.75, 8, 8.25, 8.5]],
    [146.32, 146.32, [146.32]],
    [3, 3.5, [3, 3.05, 3.1, 3.15, 3.2, 3.25, 3.3, 3.35, 3.4, 3.45, 3.5]],
  ])('%d and %d are round', (lowest, highest, ticks) => {
    expect(ticksBetween(lowest, highest, 10).map((it) => Number(it.toFixed(6)))).toEqual(ticks);
  });
});
