import { expect, test } from 'vitest';
import { goErrorText, goQuote } from '../../src/base/go-error-text';

// What Go's %q writes for the same text.
test.each([
  ['plain', '"plain"'],
  ['', '""'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['\u0007\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\u0000\u0001\u007f', '"\\x00\\x01\\x7f"'],
  ['é 世界 🙂', '"é 世界 🙂"'],
  ['\u00a0\u2028\u200b', '"\\u00a0\\u2028\\u200b"'],
  ['\u{e0001}', '"\\U000e0001"'],
])('%j is quoted as Go does', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});

test('an error of the system has the text that Go has for it', () => {
  const error = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' });

  expect(goErrorText(error)).toBe('no such file or directory');
});

test('another error keeps its message', () => {
  expect(goErrorText(new Error('odd'))).toBe('odd');
});
