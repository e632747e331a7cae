import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ConfigError } from '../../../src/server/config/config-error';
import type { ConfigMap, ConfigValue } from '../../../src/server/config/config-value';
import { parseConfig } from '../../../src/server/config/parse-config';
import { surroundingsOf } from '../../support/config-text';

const surroundings = surroundingsOf(
  { 'folder/more.conf': 'b: 2\n', 'folder/loop.conf': 'include loop.conf\n' },
  { SET: '12', TEXT: '"a b"', LOOP: '$LOOP', BAD: '"' },
);

const parse = (text: string): ConfigMap => parseConfig(text, 'folder/nats.conf', surroundings);

/** Values without their places. */
function plain(value: ConfigValue): unknown {
  if (value.kind === 'slice') return value.value.map(({ content }) => plain(content));
  if (value.kind === 'map') return plainMap(value.value);
  return value.kind === 'float64' ? { float: value.value } : value.value;
}

const plainMap = (map: ConfigMap): unknown =>
  Object.fromEntries([...map].map(([key, { content }]) => [key, plain(content)]));

test.each([
  ['', {}],
  ['a: 1', { a: 1 }],
  ['a = 1', { a: 1 }],
  ['a 1', { a: 1 }],
  ['a: 1; b: 2, c: 3', { a: 1, b: 2, c: 3 }],
  ['# a: 1\n// b: 2\nc: 3 # d\nd: 4 // e', { c: 3, d: 4 }],
  ['a { b: 1, c { d: 2 } }', { a: { b: 1, c: { d: 2 } } }],
  ['a: {\n  b 1\n  c 2\n}', { a: { b: 1, c: 2 } }],
  ['{ "a": 1, "b": { "c": [1 , 2 ] } }', { a: 1, b: { c: [1, 2] } }],
  ['a: [\n b\n c # d\n]', { a: ['b', 'c'] }],
  ['a: [ {b: 1}, {b: 2} ]', { a: [{ b: 1 }, { b: 2 }] }],
  ['a: "b # c"', { a: 'b # c' }],
  ["a: 'b \\n'", { a: 'b \\n' }],
  ['a: "b\\tc\\n\\"\\\\\\xc3\\xa4"', { a: 'b\tc\n"\\ä' }],
  ['a: b.c-d', { a: 'b.c-d' }],
  ['a: (\nb\n c\n)\n', { a: '\nb\n c\n' }],
  ['"a b": 1', { 'a b': 1 }],
  [
    'a: 5k\nb: 5KB\nc: 5m\nd: 5Mb\ne: 5g\nf: 5GB',
    {
      a: 5000,
      b: 5120,
      c: 5e6,
      d: 5 * 1024 ** 2,
      e: 5e9,
      f: 5 * 1024 ** 3,
    },
  ],
  ['a: -5', { a: -5 }],
  ['a: 1.5\nb: -1.5', { a: { float: 1.5 }, b: { float: -1.5 } }],
  ['a: 127.0.0.1:4222', { a: '127.0.0.1:4222' }],
  ['a: 5s', { a: '5s' }],
  [
    'a: true\nb: Yes\nc: on\nd: false\ne: no\nf: OFF',
    {
      a: true,
      b: true,
      c: true,
      d: false,
      e: false,
      f: false,
    },
  ],
  ['a: "true"', { a: 'true' }],
  ['a: 2016-05-04T18:53:41Z', { a: [2016, 5, 4, 18, 53, 41] }],
  ['a: 1\nb: $a', { a: 1, b: 1 }],
  ['a: 1\nb { a: 2, c: $a }', { a: 1, b: { a: 2, c: 2 } }],
  ['a: $SET\nb: $TEXT', { a: 12, b: 'a b' }],
  ['a: $2a$11$hash', { a: '$2a$11$hash' }],
  ['a: 1\ninclude more.conf\n', { a: 1, b: 2 }],
  ['a { include "more.conf"\n c: 3 }', { a: { b: 2, c: 3 } }],
  ['a: 1\na: 2', { a: 2 }],
  ['a: 1\nb', { a: 1 }],
  ['__proto__: 1', { ['__proto__']: 1 }],
] as const)('%j', (text, values) => {
  expect(plainMap(parse(text))).toEqual(values);
});

test('a key is where the real server says: columns from 0 on the first line, from 1 below', () => {
  const map = parse('ä: 1, b: 2\n c: 3\n');

  const places = [...map].map(([key, { line, column }]) => [key, line, column]);
  expect(places).toEqual([
    ['ä', 1, 0],
    ['b', 1, 7],
    ['c', 2, 2],
  ]);
});

test('a value of an array has a place of its own', () => {
  const { content } = parse('a: [\n b , {c: d} ]\n').get('a') ?? {};

  const items = content?.kind === 'slice' ? content.value : [];
  expect(items.map(({ line, column }) => [line, column])).toEqual([
    [2, 2],
    [2, 12],
  ]);
});

test('an included key is where it stands in its file', () => {
  expect(parse('\n\ninclude more.conf').get('b')).toMatchObject({
    file: 'folder/more.conf',
    line: 1,
    column: 0,
  });
});

describe('what the real server refuses, in its words', () => {
  test.each([
    ['a {', "Parse error on line 1: 'Unexpected EOF processing map.'"],
    ['a: "b', "Parse error on line 1: 'Unexpected EOF.'"],
    ['a: (\nb', "Parse error on line 2: 'Unexpected EOF processing block.'"],
    ['a:\nb', "Parse error on line 2: 'Expected value but found new line'"],
    ['a: .5', "Parse error on line 1: 'Floats must start with a digit'"],
    [
      'a: 5.x',
      "Parse error on line 1: 'Floats must have a digit after the '.', but got 'x' instead.'",
    ],
    ['a: -x', "Parse error on line 1: 'Expected a digit but got 'x'.'"],
    ['a: 20-', "Parse error on line 1: 'All ISO8601 dates must be in full Zulu form.'"],
    ['a: 2016-13-41T00:00:00Z', "expected Zulu formatted DateTime, but got '2016-13-41T00:00:00Z'"],
    ['a: [,]', "Parse error on line 1: 'Unexpected array value terminator ','.'"],
    ['a: $NONE', "variable reference for 'NONE' on line 1 can not be found"],
    ['a: 9223372036854775808', "integer '9223372036854775808' is out of the range"],
    [
      'include none.conf',
      "error parsing include file 'none.conf', open folder/none.conf: no such file or directory",
    ],
    [
      'a { b: 1 c }',
      'Parse error on line 1: \'Expected a map value terminator "," or a map terminator "}", but got \'c\' instead.\'',
    ],
  ])('%j', (text, message) => {
    expect(() => parse(text)).toThrow(new ConfigError(message));
  });
});

describe('where the real server breaks or never ends', () => {
  test.each([
    ['a: ', "Parse error on line 1: 'Expected value but found end of file'"],
    ['a { "b', "Parse error on line 1: 'Unexpected EOF processing map.'"],
    ['a { b', "Parse error on line 1: 'Unexpected EOF processing map.'"],
    ['include "a', "Parse error on line 1: 'Unexpected EOF.'"],
    ['a: 5kbb', "'5kbb' is no size: it may end with k, kb, m, mb, g or gb"],
  ])('%j', (text, message) => {
    expect(() => parse(text)).toThrow(new ConfigError(message));
  });

  test.each([
    ['files that include each other', 'include loop.conf'],
    ['a variable that names itself', 'a: $LOOP'],
    ['a variable that is no value', 'a: $BAD "'],
    ['arrays in arrays', `a: ${'['.repeat(100_000)}`],
    ['maps in maps', `a ${'{a '.repeat(100_000)}`],
  ])('%s', (_, text) => {
    expect(() => parse(text)).toThrow(ConfigError);
  });
});

test('whatever it reads, it throws nothing but its own error', () => {
  const pieces = fc.constantFrom(
    ...['a', ' ', '\n', ':', '=', '{', '}', '[', ']', ',', ';', '"', "'", '\\', '#', '/', '(', ')'],
    ...['$', '.', '-', '1', 'k', 'include ', '\0', 'x', '$SET', '2016-', '\r', 'ä', '😀'],
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((list) => list.join('')),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }),
    { numRuns: 2000 },
  );
});
