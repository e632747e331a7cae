import { expect, test } from 'vitest';

import { seededRandom } from '../../../src/base/random';
import { PayloadWriter, readPayload } from '../../../src/bench/load/payload';
import { sizeSource } from '../../../src/bench/load/sizes';
import { WorkLine } from '../../../src/bench/load/work-line';

const payload = {
  bench: 4_000_000_000,
  round: 3,
  publisher: 999,
  number: 123_456_789,
  intendedUs: 12_345_678_901.25,
  isMeasured: true,
};

test.each([32, 33, 128, 100_000])('a message of %d bytes says what was written', (size) => {
  const data = new PayloadWriter().write(payload, size);

  expect(data).toHaveLength(size);
  expect(readPayload(data)).toEqual(payload);
});

test('the next one of a size is another one, though it uses the same memory', () => {
  const writer = new PayloadWriter();
  writer.write(payload, 64);

  expect(readPayload(writer.write({ ...payload, number: 5, isMeasured: false }, 64))).toEqual({
    ...payload,
    number: 5,
    isMeasured: false,
  });
});

test('a bit that fell over anywhere is noticed', () => {
  const data = new PayloadWriter().write(payload, 48);
  for (let bit = 0; bit < data.length * 8; bit++) {
    const damaged = Buffer.from(data);
    damaged[bit >>> 3] = (damaged[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
    expect(readPayload(damaged), `bit ${bit}`).toBeUndefined();
  }
});

test.each([[Buffer.alloc(0)], [Buffer.from('hello')], [Buffer.alloc(64)]])(
  'what is no message of a bench is none: %o',
  (data) => {
    expect(readPayload(data)).toBeUndefined();
  },
);

test('one that was cut, or has more behind it, is none', () => {
  const data = new PayloadWriter().write(payload, 64);

  expect(readPayload(data.subarray(0, 60))).toBeUndefined();
  expect(readPayload(Buffer.concat([data, Buffer.alloc(4)]))).toBeUndefined();
});

test('sizes come as often as their weights say, and ranges in all their length', () => {
  const next = sizeSource(
    [
      { min: 100, max: 100, weight: 90 },
      { min: 200, max: 203, weight: 10 },
    ],
    seededRandom(1),
  );
  const sizes = Array.from({ length: 10_000 }, next);

  const small = sizes.filter((size) => size === 100).length;
  expect(small).toBeGreaterThan(8800);
  expect(small).toBeLessThan(9200);
  expect(new Set(sizes)).toEqual(new Set([100, 200, 201, 202, 203]));
});

test('work is done one after the other, and a pause is not made up for', () => {
  const line = new WorkLine(5);

  expect(line.take(0)).toBe(5000);
  expect(line.take(100)).toBe(10_000);
  expect(line.take(20_000)).toBe(25_000);
});
