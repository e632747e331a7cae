import { describe, expect, it } from 'vitest';
import { isChannelName, isClientId } from '../../../src/protocol/streaming/names';

describe('isClientId', () => {
  it.each(['a', 'Ab_9-x', '-', '_', '0', 'x'.repeat(1000)])('takes %j', (text) => {
    expect(isClientId(text)).toBe(true);
  });

  it.each(['', ' ', 'a b', 'a.b', 'a:b', 'é', 'a\n', '\na', 'a/b', '*'])('refuses %j', (text) => {
    expect(isClientId(text)).toBe(false);
  });
});

describe('isChannelName', () => {
  it.each(['a', 'ticket:created', 'a.b.c', 'é', 'a b', '_STAN', '$', 'a\n'])('takes %j', (name) => {
    expect(isChannelName(name)).toBe(true);
  });

  it.each(['', '.', '.a', 'a.', 'a..b', '*', '>', 'a.*', 'a.>', 'a*', 'a>b', 'a/b', '/'])(
    'refuses %j',
    (name) => {
      expect(isChannelName(name)).toBe(false);
    },
  );
});
