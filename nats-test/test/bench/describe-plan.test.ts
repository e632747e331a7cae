import { expect, test } from 'vitest';

import { describePlan } from '../../src/bench/describe-plan';
import type { LoadFlags } from '../../src/bench/load-flags';
import { makePlan } from '../../src/bench/make-plan';

function described(flags: LoadFlags): Record<string, string> {
  const { load, store, findMax } = makePlan(flags, 1, 2);
  return describePlan(load, store, findMax);
}

test('a plan says what was left out as well', () => {
  expect(described({})).toEqual({
    publishers: '1',
    subscribers: '1',
    channels: '1',
    size: '128 bytes',
    publishing: 'window of 256',
    'how long': '5s',
    'warm-up': '1s',
    ack: 'auto',
    work: '0s',
    'max in flight': '1024',
    'ack wait': '30s',
    durable: 'no',
    workers: '1',
    store: 'memory',
  });
});

test('typed differently, the same load is the same', () => {
  expect(described({ window: '1', duration: '5000ms' })).toEqual(described({ sync: true }));
});

test('a search for the highest rate is another one with another window', () => {
  expect(described({ findMax: true, window: '5' })).not.toEqual(described({ findMax: true }));
});

// Each of them is another load, whose figures must not be compared with those of another one.
test.each<LoadFlags>([
  { publishers: '2' },
  { subscribers: '2' },
  { subscribers: '0' },
  { queue: ['orders:3'] },
  { queue: ['orders:2'], subscribers: '1' },
  { channels: '2' },
  { size: '100-1000' },
  { size: '128:1,256:2' },
  { size: '128:2,256:1' },
  { rate: '5000' },
  { rate: '5000:2s,6000:3s' },
  { window: '5' },
  { messages: '5' },
  { warmUp: '5' },
  { durable: true },
  { ack: 'manual' },
  { work: '5ms' },
  { maxInFlight: '5' },
  { ackWait: '5s' },
  { drain: true },
  { findMax: true },
  { workers: '2' },
  { store: 'file' },
])('%o is another plan', (flags) => {
  expect(described(flags)).not.toEqual(described({}));
});
