import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, toMilliseconds } from '../../src/base/duration';

// What Go's time.ParseDuration says, in milliseconds.
const PARSED_BY_GO: readonly (readonly [string, number])[] = [
  ['5s', 5000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['1h', 3_600_000],
  ['2h45m', 9_900_000],
  ['1.5h', 5_400_000],
  ['-1.5h', -5_400_000],
  ['+5s', 5000],
  ['0', 0],
  ['+0', 0],
  ['0s', 0],
  ['.5s', 500],
  ['5.s', 5000],
  ['1h30m10.5s', 5_410_500],
  ['100us', 0.1],
  ['100µs', 0.1], // U+00B5, the micro sign
  ['100μs', 0.1], // U+03BC, the Greek letter
  ['1ns', 1e-6],
  ['0.0000001s', 1e-4],
  ['1s1s', 2000],
];

const REFUSED_BY_GO = [
  ...['', '5', ' 5s', '5s ', '5 s', 's', 'ms', '.s', '5S', '5d', '1,5s', '--5s', '-', '+', '1e3s'],
  ...['5s5', '1.0.0s', '00', '0x5s', '5m1'],
];

// Go counts nanoseconds in 64 bits: 2562047 hours are the most.
const TOO_LONG_FOR_GO = ['2562048h', '-2562048h'];

// What Go's Duration.String says of nanoseconds.
const WRITTEN_BY_GO: readonly (readonly [number, string])[] = [
  [0, '0s'],
  [1, '1ns'],
  [999, '999ns'],
  [1000, '1µs'],
  [1500, '1.5µs'],
  [123_456, '123.456µs'],
  [999_999, '999.999µs'],
  [1_000_000, '1ms'],
  [1_500_000, '1.5ms'],
  [1_000_001, '1.000001ms'],
  [123_456_789, '123.456789ms'],
  [999_999_999, '999.999999ms'],
  [1_000_000_000, '1s'],
  [1_500_000_000, '1.5s'],
  [1_000_000_001, '1.000000001s'],
  [59_999_000_000, '59.999s'],
  [60_000_000_000, '1m0s'],
  [61_500_000_000, '1m1.5s'],
  [90_000_000_000, '1m30s'],
  [3_600_000_000_000, '1h0m0s'],
  [3_661_001_000_000, '1h1m1.001s'],
  [7_200_000_000_000, '2h0m0s'],
  [90_061_000_000_000, '25h1m1s'],
  [-1, '-1ns'],
  [-1500, '-1.5µs'],
  [-1_500_000, '-1.5ms'],
  [-5_000_000_000, '-5s'],
  [-90_000_000_000, '-1m30s'],
];

describe('parseDuration', () => {
  it.each(['0.4ns', '.000000001ns', '-0.9ns'])('reads %s as nothing, as Go does', (text) => {
    expect(parseDuration(text)).toBe(0);
  });

  it.each(PARSED_BY_GO)('reads %j as Go does', (text, durationMs) => {
    expect(parseDuration(text)).toBeCloseTo(durationMs, 9);
  });

  it.each(REFUSED_BY_GO)('refuses %j as Go does', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it.each(TOO_LONG_FOR_GO)('refuses %j, which is too long for Go', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each(WRITTEN_BY_GO)('writes %d ns as Go does: %s', (durationNs, text) => {
    expect(formatDuration(durationNs / 1e6)).toBe(text);
  });
});

describe('toMilliseconds', () => {
  it.each([undefined, null, {}, true, Symbol('x')])(
    'refuses %s, as JavaScript may give it',
    (value) => {
      expect(() => toMilliseconds(value as number)).toThrow(RangeError);
    },
  );

  it('takes a number as it is', () => {
    expect(toMilliseconds(1500)).toBe(1500);
  });

  it('takes a text', () => {
    expect(toMilliseconds('1m30s')).toBe(90_000);
  });

  it.each(['30', 'soon', '', Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses %s by its name and says what would do',
    (duration) => {
      expect(() => toMilliseconds(duration)).toThrow(
        new RangeError(
          `'${duration}' is not a duration: give milliseconds, or a text such as '500ms', '30s', '1m30s'`,
        ),
      );
    },
  );
});
