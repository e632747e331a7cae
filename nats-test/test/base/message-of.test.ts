import { expect, test } from 'vitest';

import { messageOf } from '../../src/base/message-of';

test.each([
  ['an error', new Error('mine'), 'mine'],
  ['a text', 'mine', 'mine'],
  ['nothing', undefined, 'undefined'],
  ['what has no text', Object.create(null) as unknown, 'something that can not be shown'],
])('%s in words', (_what, error, words) => {
  expect(messageOf(error)).toBe(words);
});
