import { describe, expect, test } from 'vitest';

import type { LoadFlags } from '../../src/bench/load-flags';
import { makePlan } from '../../src/bench/make-plan';

const plan = (flags: LoadFlags, targets = 1): ReturnType<typeof makePlan> =>
  makePlan(flags, targets, 8);

describe('what is left out', () => {
  test('one publisher, one subscriber, five seconds behind one that does not count', () => {
    expect(plan({})).toMatchObject({
      rounds: 1,
      store: 'memory',
      load: {
        publishers: 1,
        identities: [{ name: 'subscriber 1', members: 1 }],
        extent: { kind: 'time', durationMs: 5000 },
        warmUp: { kind: 'time', durationMs: 1000 },
        pace: { kind: 'window', window: 256 },
        drain: false,
      },
    });
  });

  test('rounds: five of each where two are compared', () => {
    expect(plan({}, 2).rounds).toBe(5);
  });

  test('plain subscribers: none beside queue groups, unless they are asked for', () => {
    expect(plan({ queue: ['orders:3', 'mail'] }).load.identities).toEqual([
      { name: 'queue group orders', queue: 'orders', members: 3 },
      { name: 'queue group mail', queue: 'mail', members: 2 },
    ]);
    expect(plan({ groups: '2x3', subscribers: '1' }).load.identities).toEqual([
      { name: 'subscriber 1', members: 1 },
      { name: 'queue group group-1', queue: 'group-1', members: 3 },
      { name: 'queue group group-2', queue: 'group-2', members: 3 },
    ]);
  });

  test('--work makes acks manual', () => {
    expect(plan({ work: '5ms' }).load.terms).toMatchObject({ ack: 'manual', workMs: 5 });
  });

  test('steps of a rate say how long a round takes', () => {
    expect(plan({ rate: '10:2s,20:3s' }).load.extent).toEqual({ kind: 'time', durationMs: 5000 });
  });

  test('--drain publishes a number of messages, with nothing before them', () => {
    expect(plan({ drain: true }).load).toMatchObject({
      drain: true,
      extent: { kind: 'messages', messages: 50_000 },
      warmUp: { kind: 'time', durationMs: 0 },
    });
  });

  test('--find-max does not hold publishers back by a small window', () => {
    expect(plan({ findMax: true }).load.pace.window).toBeGreaterThan(10_000);
  });
});

test.each<[LoadFlags, RegExp]>([
  [{ messages: '5', duration: '5s' }, /^--messages and --duration exclude each other/],
  [{ sync: true, window: '4' }, /^--sync and --window exclude each other/],
  [{ findMax: true, rate: '5' }, /^--find-max and --rate exclude each other/],
  [{ findMax: true, drain: true }, /^--find-max and --drain exclude each other/],
  [{ drain: true, duration: '5s' }, /^--drain and --duration exclude each other/],
  [{ work: '5ms', ack: 'auto' }, /^--work and --ack auto exclude each other/],
  [{ rate: '5:1s', duration: '5s' }, /leave out --duration$/],
  [{ probe: '5s' }, /^--probe says how long --find-max/],
  [{ findMax: true, probe: '1s' }, /^--probe 1s is too short/],
  [{ subscribers: '0', maxInFlight: '5' }, /^--max-in-flight needs somebody who subscribes/],
  [{ subscribers: '0', drain: true }, /^--drain needs somebody who subscribes/],
  [{ queue: ['a', 'a:3'] }, /^queue group a is there twice/],
  [{ queue: ['a b'] }, /^--queue a b is no queue group/],
  [{ groups: '3' }, /^--groups 3 makes no sense/],
  [{ publishers: '600', subscribers: '600' }, /^1200 clients are too many/],
  [{ publishers: '0' }, /^--publishers 0 makes no sense/],
  [{ ackWait: '1500ms' }, /whole seconds/],
  [{ ack: 'never' }, /^--ack never makes no sense: type auto or manual$/],
  [{ warmUp: 'long' }, /^--warm-up long makes no sense/],
])('refuses %o in one sentence', (flags, sentence) => {
  expect(() => plan(flags)).toThrow(sentence);
});
