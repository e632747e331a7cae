import { expect, test } from 'vitest';

import { defaultSettings } from '../../../src/server/settings';
import { limitsByChannel } from '../../../src/server/stores/limits-of';
import type { ChannelRule, StoreLimits } from '../../../src/server/stores/store';

const limitsWith = (channels: Readonly<Record<string, ChannelRule>>): StoreLimits => ({
  ...defaultSettings.limits,
  msgsMax: 100,
  bytesMax: 1000,
  channels,
});

/** Messages and bytes that a channel may have. */
function limitsOf(channels: Readonly<Record<string, ChannelRule>>, channel: string): number[] {
  const { msgsMax, bytesMax } = limitsByChannel(limitsWith(channels))(channel);
  return [msgsMax, bytesMax];
}

test('a channel that no rule names has the limits of the store', () => {
  expect(limitsOf({ foo: { msgsMax: 1 } }, 'bar')).toEqual([100, 1000]);
});

test.each([
  ['foo', 'foo', true],
  ['*', 'foo', true],
  ['*', 'foo.bar', false],
  ['foo.*', 'foo.bar', true],
  ['foo.*', 'foo', false],
  ['foo.>', 'foo.bar.baz', true],
  ['foo.>', 'foo', false],
  ['>', 'foo', true],
])('%s and channel %s: %s', (pattern, channel, counts) => {
  expect(limitsOf({ [pattern]: { msgsMax: 1 } }, channel)).toEqual([counts ? 1 : 100, 1000]);
});

test('the most exact rule counts, whatever their order', () => {
  const rules = { 'a.b': { msgsMax: 3 }, '>': { msgsMax: 1 }, 'a.*': { msgsMax: 2 } };

  expect(['c', 'a.c', 'a.b'].map((channel) => limitsOf(rules, channel)[0])).toEqual([1, 2, 3]);
});

test('what a rule does not say comes from the next wider one', () => {
  const rules = { '>': { msgsMax: 1 }, 'a.*': { bytesMax: 20 }, 'a.b': { ageMsMax: 5 } };

  expect(limitsOf(rules, 'a.b')).toEqual([1, 20]);
});

test('0 says nothing, less than 0 stands for no limit, and that is inherited', () => {
  const rules = { '>': { msgsMax: -1, bytesMax: 0 }, a: { msgsMax: 0, bytesMax: -7 } };

  expect(limitsOf(rules, 'a')).toEqual([0, 0]);
  expect(limitsOf(rules, 'b')).toEqual([0, 1000]);
});

test('a rule beside one that goes on from its name inherits nothing, as in the real server', () => {
  const rules = { a: { bytesMax: 20 }, 'a.b': { msgsMax: 3 } };

  expect(limitsOf(rules, 'a')).toEqual([0, 20]);
  expect(limitsOf(rules, 'a.b')).toEqual([3, 1000]);
});
