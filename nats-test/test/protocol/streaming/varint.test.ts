import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import {
  encodeVarint,
  incrementVarint,
  readVarintBigInt,
  varintBytes,
  VarintReader,
  writeVarint,
} from '../../../src/protocol/streaming/varint';
import { randomBigInt } from '../../support/random-values';

/** Protobuf's own words: seven bits a byte, lowest first, the top bit set in all but the last. */
const ENCODED: readonly (readonly [bigint, string])[] = [
  [0n, '00'],
  [1n, '01'],
  [127n, '7f'],
  [128n, '8001'],
  [300n, 'ac02'],
  [16_383n, 'ff7f'],
  [16_384n, '808001'],
  [2n ** 31n, '8080808008'],
  [2n ** 32n - 1n, 'ffffffff0f'],
  [2n ** 32n, '8080808010'],
  [2n ** 53n - 1n, 'ffffffffffffff0f'],
  [2n ** 53n, '8080808080808010'],
  [2n ** 63n - 1n, 'ffffffffffffffff7f'],
  [2n ** 64n - 1n, 'ffffffffffffffffff01'],
];

const SAFE = ENCODED.filter(([value]) => value <= 2n ** 53n);

function read(bytes: Uint8Array, limit = bytes.length): { value: number; position: number } {
  const reader = new VarintReader();
  const value = reader.read(bytes, limit);
  return { value, position: reader.position };
}

describe('writeVarint', () => {
  it.each(SAFE)('writes %d', (value, hex) => {
    const target = Buffer.alloc(12, 0xee);

    const end = writeVarint(target, 1, Number(value));

    expect(target.subarray(1, end).toString('hex')).toBe(hex);
    expect(target.subarray(end).every((byte) => byte === 0xee)).toBe(true);
  });
});

describe('varintBytes', () => {
  it.each(SAFE)('knows how long %d will be', (value, hex) => {
    expect(varintBytes(Number(value))).toBe(hex.length / 2);
  });
});

describe('encodeVarint', () => {
  it.each(ENCODED)('writes %d', (value, hex) => {
    expect(Buffer.from(encodeVarint(value)).toString('hex')).toBe(hex);
  });
});

describe('readVarintBigInt', () => {
  it.each(ENCODED)('reads %d without loss', (value, hex) => {
    const bytes = Buffer.from(`ff${hex}ff`, 'hex');

    expect(readVarintBigInt(bytes, 1, bytes.length - 1)).toBe(value);
  });
});

describe('VarintReader', () => {
  it.each(SAFE)('reads %d exactly', (value, hex) => {
    expect(read(Buffer.from(`${hex}99`, 'hex'))).toEqual({
      value: Number(value),
      position: hex.length / 2,
    });
  });

  it('reads the largest number of 64 bits as nearly as a number can be', () => {
    expect(read(Buffer.from('ffffffffffffffffff01', 'hex')).value).toBe(2 ** 64);
  });

  it('reads a number that is written longer than it need be', () => {
    expect(read(Buffer.from('81808000', 'hex'))).toEqual({ value: 1, position: 4 });
  });

  it.each(['', '80', 'ffff', 'ffffffffffffffffff'])('refuses %j, which does not end', (hex) => {
    expect(read(Buffer.from(hex, 'hex')).value).toBe(-1);
  });

  it('refuses a number that does not end before the limit', () => {
    expect(read(Buffer.from('8001', 'hex'), 1).value).toBe(-1);
  });

  it('refuses a number of more than ten bytes', () => {
    expect(read(Buffer.from('8080808080808080808001', 'hex')).value).toBe(-1);
  });

  it('reads one number after the other', () => {
    const reader = new VarintReader();
    const bytes = Buffer.from('ac02007f', 'hex');

    expect([1, 2, 3].map(() => reader.read(bytes, bytes.length))).toEqual([300, 0, 127]);
  });
});

describe('incrementVarint', () => {
  it('adds 1, over 10,000 random timestamps and the ones behind them', () => {
    const random = seededRandom(1);
    for (let i = 0; i < 10_000; i++) {
      const value = 128n + randomBigInt(random, 62);
      const bytes = encodeVarint(value);

      incrementVarint(bytes);

      expect(readVarintBigInt(bytes, 0, bytes.length), String(value)).toBe(value + 1n);
    }
  });

  it.each([
    [255n, 256n],
    [2n ** 21n - 129n, 2n ** 21n - 128n],
    [2n ** 56n - 129n, 2n ** 56n - 128n],
  ])('carries from %d to %d', (value, next) => {
    const bytes = encodeVarint(value);

    incrementVarint(bytes);

    expect(bytes).toEqual(encodeVarint(next));
  });
});
