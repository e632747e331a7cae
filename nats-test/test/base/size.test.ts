import { describe, expect, it } from 'vitest';
import { formatSize, parseSize } from '../../src/base/size';

// What the configuration parser of nats-server 2.1.4 says, through which the real server reads -mb.
const READ_BY_NATS: readonly (readonly [string, number])[] = [
  ['0', 0],
  ['1000', 1000],
  ['007', 7],
  ['10k', 10_000],
  ['10K', 10_000],
  ['10kb', 10_240],
  ['10KB', 10_240],
  ['10Kb', 10_240],
  ['10kB', 10_240],
  ['10m', 10_000_000],
  ['10M', 10_000_000],
  ['10MB', 10_485_760],
  ['1g', 1_000_000_000],
  ['1gb', 1_073_741_824],
  ['1GB', 1_073_741_824],
  ['-1', -1],
  ['-10MB', -10_485_760],
  [' 10MB', 10_485_760],
  ['10MB ', 10_485_760],
];

const REFUSED_BY_NATS = [
  ...['abc', '10 MB', '1.5MB', '10b', '10bb', '10kbb', '1T', '1tb', '+5', '0x10', '1_000', '1e3'],
  ...['true', 'MB', 'k', '9999999999999999999'],
];

describe('parseSize', () => {
  it.each(READ_BY_NATS)('reads %j as the real server does', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(REFUSED_BY_NATS)('refuses %j as the real server does', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  // The real server 0.17.0 ends in a panic here.
  it('refuses an empty text', () => {
    expect(parseSize('')).toBeUndefined();
  });
});

describe('formatSize', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KB'],
    [1536, '1.50 KB'],
    [1_048_576, '1.00 MB'],
    // The default of -mb, as the real server writes it.
    [1_024_000_000, '976.56 MB'],
    [1_073_741_824, '1.00 GB'],
    [5 * 1024 ** 5, '5120.00 TB'],
  ])('writes %d bytes for people', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });
});
