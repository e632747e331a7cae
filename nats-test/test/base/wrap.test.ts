import { expect, test } from 'vitest';

import { cut, wrap } from '../../src/base/wrap';

test.each([
  { text: 'one two three', width: 7, lines: ['one two', 'three'] },
  { text: 'one two three', width: 13, lines: ['one two three'] },
  { text: 'a verylongword b', width: 5, lines: ['a', 'verylongword', 'b'] },
  { text: '  two\n lines  ', width: 80, lines: ['two lines'] },
  { text: 'gone after 0.5 s', width: 14, lines: ['gone after', '0.5 s'] },
  { text: '10 sorts of 3 s', width: 4, lines: ['10', 'sorts', 'of', '3 s'] },
  { text: '\u001b[2Jred\u0007 \u009b1mline', width: 80, lines: ['[2Jred 1mline'] },
  { text: '', width: 80, lines: [''] },
])('"$text" in $width columns', ({ text, width, lines }) => {
  expect(wrap(text, width)).toEqual(lines);
});

test.each([
  { text: 'waiting', width: 7, line: 'waiting' },
  { text: 'waiting', width: 6, line: 'waiti…' },
  { text: 'wait for it', width: 6, line: 'wait…' },
])('"$text" cut to $width columns', ({ text, width, line }) => {
  expect(cut(text, width)).toBe(line);
});
