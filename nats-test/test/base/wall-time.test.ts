import { describe, expect, it } from 'vitest';
import { formatUptime, formatWallTime } from '../../src/base/wall-time';

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

describe('formatWallTime', () => {
  const second = BigInt(Date.UTC(2026, 10, 21, 7, 53, 54)) * 1_000_000n;

  // As Go writes a time.Time in JSON.
  it.each([
    [0n, '2026-11-21T07:53:54Z'],
    [459_986_123n, '2026-11-21T07:53:54.459986123Z'],
    [459_986_100n, '2026-11-21T07:53:54.4599861Z'],
    [500_000_000n, '2026-11-21T07:53:54.5Z'],
    [1n, '2026-11-21T07:53:54.000000001Z'],
  ])('writes %d ns behind the second', (ns, text) => {
    expect(formatWallTime(second + ns)).toBe(text);
  });
});

describe('formatUptime', () => {
  it.each([
    [0, '0s'],
    [999, '0s'],
    [3 * SECOND_MS, '3s'],
    [59.9 * SECOND_MS, '59s'],
    [60 * SECOND_MS, '1m0s'],
    [90 * SECOND_MS, '1m30s'],
    [HOUR_MS, '1h0m0s'],
    [2 * DAY_MS + 5 * SECOND_MS, '2d0h0m5s'],
    [364 * DAY_MS, '364d0h0m0s'],
    [365 * DAY_MS, '1y0d0h0m0s'],
    [400 * DAY_MS + HOUR_MS + 61 * SECOND_MS, '1y35d1h1m1s'],
  ])('writes %d ms as the real server does', (uptimeMs, text) => {
    expect(formatUptime(uptimeMs)).toBe(text);
  });
});
