import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';

import { copyPlain, isPlain } from '../../../src/check/play/copy-state';

class Repository {
  readonly rows = new Map<string, number>();
}
class OwnMap extends Map<string, number> {}

const looped: { self?: unknown } = {};
looped.self = looped;

describe('a state that can be copied without knowing it', () => {
  test.each([
    ['nothing', undefined],
    ['a number', 1],
    ['an object', { a: [1, { b: new Date(0) }] }],
    ['a Map of Maps', new Map([['a', new Map([['b', new Set([1])]])]])],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    ['a loop', looped],
  ])('%s', (_, state) => {
    expect(isPlain(state)).toBe(true);
    expect(copyPlain(state)).toEqual(state);
  });

  test.each([
    ['an instance', new Repository()],
    ['a proxy', new Proxy({ a: 1 }, {})],
    ['an instance inside', { all: [new Repository()] }],
    ['a Map of its own kind', new OwnMap()],
    ['a function', { save: () => undefined }],
    ['a promise', Promise.resolve()],
    ['bytes', Buffer.from('a')],
  ])('not %s', (_, state) => {
    expect(isPlain(state)).toBe(false);
  });
});

// As jest runs tests; vitest's toEqual does not look at prototypes.
test('a copy of what was made under other globals is of these, too', () => {
  const state: unknown = runInNewContext(
    "({ all: new Map([['a', [1, new Set([2]), new Date(0), { b: null }]]]), none: [,] })",
  );

  expect(isDeepStrictEqual(copyPlain(state), state)).toBe(true);
});

test('a copy is another one through and through', () => {
  const state = { all: new Map([['a', { items: [1] }]]), done: new Set([1]) };
  const copy = copyPlain(state);

  state.all.get('a')?.items.push(2);
  state.all.set('b', { items: [] });
  state.done.clear();

  expect(copy).toEqual({ all: new Map([['a', { items: [1] }]]), done: new Set([1]) });
});
