import { expect, test } from 'vitest';
import { FlagError } from '../../../src/server/flags/go-flags';
import { readSizeFlag } from '../../../src/server/flags/size-flag';

// All tables: what the real server 0.17.0 made of the same text behind -mb.

test.each([
  ['10MB', 10 * 1024 * 1024],
  [' 10mb ', 10 * 1024 * 1024],
  ['-5k', -5000],
  ['010', 10],
  ['5;', 5],
  ['5,', 5],
  ['5}', 5],
  ['5 # a comment', 5],
  ['5\n', 5],
  ['5\nx:6', 5],
])('reads %j', (text, bytes) => {
  expect(readSizeFlag('mb', text)).toBe(bytes);
});

const topLevel = (found: string): string =>
  'Parse error on line 1: ' +
  `'Expected a top-level value to end with a new line, comment or EOF, but got '${found}' instead.'`;

test.each([
  ...['abc', '1.5', '10b', '1e3', '+5', '0x10', '10T', '10tb', '1_000', '5#c', '5//c', '1.2.3']
    .concat(['127.0.0.1', '5:', 'a=b', '5%', '5]'])
    .map((text) => [text, `mb should be a size, got '${text}'`]),
  ['true', "mb should be a size, got 'true'"],
  ['on', "mb should be a size, got 'true'"],
  ['No', "mb should be a size, got 'false'"],
  ['"5"', "mb should be a size, got '5'"],
  ["'a b'", "mb should be a size, got 'a b'"],
  ['10 MB', topLevel('M')],
  ['1.5MB', topLevel('M')],
  ['10MBs', topLevel('s')],
  ['5 6', topLevel('6')],
  ['a b', topLevel('b')],
  ['99999999999999999999', "integer '99999999999999999999' is out of the range"],
  // There the real server ends with a stack trace.
  ['', "mb should be a size, got ''"],
])('refuses %j', (text, message) => {
  expect(() => readSizeFlag('mb', text)).toThrow(new FlagError('value', message));
});
