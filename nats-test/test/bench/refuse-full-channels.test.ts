import { expect, test } from 'vitest';

import type { LoadFlags } from '../../src/bench/load-flags';
import { makePlan } from '../../src/bench/make-plan';
import type { ReachedTarget } from '../../src/bench/plan';
import { refuseFullChannels } from '../../src/bench/refuse-full-channels';

const url = 'nats://localhost:4222';
const running: ReachedTarget = { kind: 'url', url, connection: { url, clusterId: 'test' } };

function check(flags: LoadFlags, target: ReachedTarget = { kind: 'embedded' }): () => void {
  return () => refuseFullChannels({ targets: [target], load: makePlan(flags, 1, 2).load });
}

test.each<[LoadFlags, RegExp]>([
  [
    { messages: '1000001' },
    /^--drain would publish 1000001 messages to a channel, .* keeps 1000000 /,
  ],
  [{ messages: '2000001', channels: '2' }, /^--drain would publish 1000001 messages/],
  [{ messages: '200000', size: '10000' }, /keeps 101386 of that size: publish fewer/],
  [{ rate: '200000:6s' }, /^--drain would publish 1200000 messages/],
])('a backlog of %o has no room in a channel', (flags, says) => {
  expect(check({ ...flags, drain: true })).toThrow(says);
});

test.each<LoadFlags>([
  { drain: true },
  { drain: true, messages: '1000000' },
  { drain: true, messages: '2000000', channels: '2' },
  // Whoever is behind so far has been told: the round is partial.
  { messages: '2000000' },
])('%o has', (flags) => {
  expect(check(flags)).not.toThrow();
});

test('nobody knows the limits of a server that runs already', () => {
  expect(check({ drain: true, messages: '2000000' }, running)).not.toThrow();
});
