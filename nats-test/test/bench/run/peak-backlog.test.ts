import { describe, expect, test } from 'vitest';

import { PeakBacklog } from '../../../src/bench/run/peak-backlog';

const load = { sizes: [{ min: 500_000, max: 500_000, weight: 1 }], channels: 1 };
/** 976 MB of it, with what a stored message has beside its data. */
const ROOM = 2047;

/** What is said of a round that looked like that at moments a second apart. */
function passed(
  states: readonly { sent: number; seen: number[] }[],
  of = load,
): number | undefined {
  const backlog = new PeakBacklog();
  for (const [at, state] of states.entries()) backlog.look(state, at * 1000);
  return backlog.roomPassed(of);
}

describe('a backlog', () => {
  test('that filled a channel to the last message has fitted', () => {
    expect(
      passed([
        { sent: 0, seen: [0] },
        { sent: ROOM, seen: [0] },
      ]),
    ).toBeUndefined();
  });

  test('of one more has not, though it was worked off later', () => {
    const full = { sent: ROOM + 1, seen: [0] };
    const late = { sent: ROOM + 1, seen: [ROOM + 1] };
    expect(passed([full, late])).toBe(ROOM);
  });

  test('is that of the subscription furthest behind', () => {
    expect(passed([{ sent: 5000, seen: [5000, 1] }])).toBe(ROOM);
  });

  test('is none where messages are delivered as they come', () => {
    const states = [1000, 2000, 3000, 4000].map((sent) => ({ sent, seen: [sent - 10] }));
    expect(passed(states)).toBeUndefined();
  });

  test('has room in every channel', () => {
    const state = { sent: 1.5 * ROOM, seen: [0] };
    expect(passed([state], { ...load, channels: 2 })).toBeUndefined();
    expect(passed([state], { ...load, channels: 1 })).toBe(ROOM);
  });

  test('is a million messages, however small', () => {
    const small = { ...load, sizes: [{ min: 32, max: 32, weight: 1 }] };
    expect(passed([{ sent: 1_000_000, seen: [0] }], small)).toBeUndefined();
    expect(passed([{ sent: 1_000_001, seen: [0] }], small)).toBe(1_000_000);
  });

  test('counts what was sent while nobody had told what had come: a worker is heard late', () => {
    const backlog = new PeakBacklog();
    backlog.look({ sent: 1000, seen: [0] }, 0);
    backlog.look({ sent: ROOM + 100, seen: [1000] }, 100);
    expect(backlog.roomPassed(load)).toBe(ROOM);
  });

  test('there is none where nobody subscribes', () => {
    expect(passed([{ sent: 5000, seen: [] }])).toBeUndefined();
  });
});
