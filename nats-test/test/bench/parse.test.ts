import { describe, expect, test } from 'vitest';

import { parseRate } from '../../src/bench/parse-rate';
import { parseSizes } from '../../src/bench/parse-size';

describe('--rate', () => {
  test.each([
    ['5000', [{ rate: 5000 }]],
    ['0.5', [{ rate: 0.5 }]],
    ['1000:10s', [{ rate: 1000, durationMs: 10_000 }]],
    ['1000:24h', [{ rate: 1000, durationMs: 24 * 3_600_000 }]],
    [
      '1000:10s, 5000:500ms',
      [
        { rate: 1000, durationMs: 10_000 },
        { rate: 5000, durationMs: 500 },
      ],
    ],
  ])('%s', (text, steps) => {
    expect(parseRate(text)).toEqual(steps);
  });

  test.each([
    ['fast', 'is no rate'],
    ['0', 'is no rate'],
    ['', 'is no rate'],
    ['-5', 'is no rate'],
    ['100:soon', 'soon is no duration'],
    ['100:0s', '0s is no duration'],
    ['100:1s,200', 'step 2 has no duration'],
    ['2000000', 'more than any server takes'],
    ['1000:25h', '--rate 1000:25h is too long: all steps together take up to 24h'],
    ['1000:20h,10:5h', 'is too long'],
  ])('refuses %s', (text, why) => {
    expect(() => parseRate(text)).toThrow(why);
  });
});

describe('--size', () => {
  test.each([
    ['128', [{ min: 128, max: 128, weight: 1 }]],
    ['1KB', [{ min: 1024, max: 1024, weight: 1 }]],
    ['100-1000', [{ min: 100, max: 1000, weight: 1 }]],
    [
      '128:90,4096-8192:10',
      [
        { min: 128, max: 128, weight: 90 },
        { min: 4096, max: 8192, weight: 10 },
      ],
    ],
  ])('%s', (text, parts) => {
    expect(parseSizes(text)).toEqual(parts);
  });

  test.each([
    ['big', 'is no size'],
    ['', 'is no size'],
    ['31', '32 bytes at least'],
    ['2MB', 'bytes at most'],
    ['200-100', 'ends before it begins'],
    ['128:0', 'would never come'],
  ])('refuses %s', (text, why) => {
    expect(() => parseSizes(text)).toThrow(why);
  });
});
