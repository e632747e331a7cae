import { describe, expect, test } from 'vitest';

import { RoundWatch, type Decision, type RoundState } from '../../../src/bench/run/round-watch';

const going: RoundState = {
  sent: 100,
  acknowledged: 90,
  failed: 0,
  seen: [80],
  isPublished: false,
  isFilling: false,
  isAtWork: false,
  clockDriftMs: 0,
};
const published: RoundState = { ...going, acknowledged: 100, isPublished: true };

/** What is decided when that is seen at those times. */
function decide(ackWaitMs: number, ...looks: [atMs: number, Partial<RoundState>][]): Decision {
  const watch = new RoundWatch(
    { ackWaitMs, workMs: 0, workInHandMsMax: 20_000, drainMsMax: 60_000 },
    0,
  );
  let decision: Decision = { kind: 'go on' };
  for (const [atMs, state] of looks) decision = watch.look({ ...going, ...state }, atMs);
  return decision;
}

describe('a round goes on', () => {
  test('while acks come, however long', () => {
    expect(
      decide(1000, [0, {}], [9000, { acknowledged: 91 }], [18_000, { acknowledged: 92 }]),
    ).toEqual({ kind: 'go on' });
  });

  test('while nothing is due', () => {
    expect(decide(1000, [0, { acknowledged: 100 }], [60_000, { acknowledged: 100 }])).toEqual({
      kind: 'go on',
    });
  });

  test('as long as a redelivery may still come', () => {
    expect(decide(30_000, [0, published], [31_000, published])).toEqual({ kind: 'go on' });
  });

  test('while a subscriber works on what it has: the server waits for its ack', () => {
    const atWork = { ...published, isAtWork: true };
    expect(decide(1000, [0, atWork], [8000, atWork], [9000, published])).toEqual({
      kind: 'go on',
    });
  });

  test('while everything is published and nobody has been let in yet', () => {
    const filling = { ...published, isFilling: true, seen: [0] };
    expect(decide(1000, [0, filling], [20_000, filling])).toEqual({ kind: 'go on' });
  });
});

describe('a round ends', () => {
  test('when all that was sent has come to all', () => {
    expect(decide(1000, [0, { ...published, seen: [100, 99] }])).toEqual({ kind: 'go on' });
    expect(decide(1000, [0, { ...published, seen: [100, 100] }])).toEqual({
      kind: 'end',
      isComplete: true,
    });
  });

  test('not before the ack wait where publishes have failed: one of those may have come instead', () => {
    const state = { ...published, acknowledged: 98, failed: 2, seen: [98] };
    expect(decide(30_000, [0, state], [31_000, state])).toEqual({ kind: 'go on' });
    expect(decide(30_000, [0, state], [32_000, state])).toEqual({ kind: 'end', isComplete: true });
  });

  test('not at once when it took long to let the subscribers in', () => {
    const filling = { ...published, isFilling: true, seen: [0] };
    const inside = { ...published, seen: [0] };
    expect(decide(1000, [0, filling], [9000, inside])).toEqual({ kind: 'go on' });
    expect(decide(1000, [0, filling], [9000, inside], [14_000, inside])).toEqual({
      kind: 'end',
      isComplete: true,
    });
  });

  test('when what is missing has had its time: then it is lost', () => {
    expect(decide(30_000, [0, published], [32_000, published])).toEqual({
      kind: 'end',
      isComplete: true,
    });
  });

  test('not while a subscriber works on a message, however long that takes', () => {
    const watch = new RoundWatch(
      { ackWaitMs: 30_000, workMs: 60_000, workInHandMsMax: 60_000, drainMsMax: Infinity },
      0,
    );
    expect(watch.look(published, 0)).toEqual({ kind: 'go on' });
    expect(watch.look(published, 61_000)).toEqual({ kind: 'go on' });
    expect(watch.look(published, 92_000)).toEqual({ kind: 'end', isComplete: true });
  });

  test('and something is lost when it has not come after all work was done', () => {
    const atWork = { ...published, isAtWork: true };
    expect(decide(1000, [0, atWork], [8000, atWork], [10_000, published])).toEqual({
      kind: 'end',
      isComplete: true,
    });
  });

  test('when there is no end of the work on what comes again and again: nothing is lost by that', () => {
    const atWork = { ...published, isAtWork: true };
    expect(decide(1000, [0, atWork], [26_000, atWork])).toMatchObject({
      kind: 'end',
      isComplete: false,
      partial: expect.stringMatching(/^20 messages had not come, .* give a longer --ack-wait/),
    });
  });

  test('when the server says nothing any more', () => {
    expect(decide(30_000, [0, {}], [10_000, {}])).toMatchObject({
      kind: 'end',
      isComplete: false,
      partial: 'the server answers no more: no ack for 10 s, and 10 of 100 are due',
    });
  });

  test('when subscribers are too slow for the load', () => {
    expect(
      decide(
        30_000,
        [0, published],
        [30_000, { ...published, seen: [81] }],
        [60_000, { ...published, seen: [82] }],
      ),
    ).toMatchObject({
      kind: 'end',
      isComplete: false,
      partial: expect.stringMatching(/^18 messages had not come 60 s after publishing had ended/),
    });
  });

  test('when something is broken', () => {
    expect(decide(1000, [0, { broken: 'the server died: it ended with SIGKILL' }])).toEqual({
      kind: 'end',
      isComplete: false,
      partial: 'the server died: it ended with SIGKILL',
    });
  });

  test.each([7000, -7000])('when the clock has jumped by %d ms', (clockDriftMs) => {
    expect(decide(1000, [0, { clockDriftMs }])).toMatchObject({
      kind: 'end',
      isComplete: false,
      partial: expect.stringMatching(/^the machine's clock jumped by 7.0 s/),
    });
  });
});

describe('publishing stops', () => {
  test('after Ctrl+C; what is under way may come, but not for ever', () => {
    const interrupted = 'interrupted by SIGINT';
    expect(decide(1000, [0, { interrupted }])).toEqual({ kind: 'stop', partial: interrupted });
    expect(
      decide(1000, [0, { interrupted }], [500, { ...published, seen: [100], interrupted }]),
    ).toEqual({ kind: 'end', isComplete: true, partial: interrupted });
    expect(decide(1000, [0, { interrupted }], [2000, { interrupted }])).toEqual({
      kind: 'end',
      isComplete: false,
      partial: interrupted,
    });
  });

  test('when most publishes fail, with the reason and what to do about it', () => {
    expect(
      decide(1000, [0, { acknowledged: 10, failed: 60, error: 'stan: too many channels' }]),
    ).toEqual({
      kind: 'stop',
      partial: expect.stringMatching(/^most publishes fail: stan: too many channels; use fewer/),
    });
  });

  test('but not for a few that fail', () => {
    expect(decide(1000, [0, { acknowledged: 70, failed: 20 }])).toEqual({ kind: 'go on' });
  });
});
