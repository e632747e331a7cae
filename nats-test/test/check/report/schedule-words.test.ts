import { expect, test } from 'vitest';

import { describeSchedule, stepCount, troubleOf } from '../../../src/check/report/schedule-words';
import { STEPS, type Schedule, type StepKind } from '../../../src/check/schedule';

const schedule = (...kinds: StepKind[]): Schedule => ({
  ...{ members: 1, late: 0 },
  steps: kinds.map((kind) => ({ kind, pick: 0 })),
});

test.each<[Schedule, string]>([
  [schedule(), 'nothing goes wrong'],
  [schedule('lose ack'), 'the ack of the first delivery is lost'],
  [{ ...schedule('lose ack'), members: 2 }, '2 members; the ack of the first delivery is lost'],
  [
    schedule('handle', 'handle', 'crash before ack'),
    'the first 2 deliveries go well; the listener crashes before the server has the ack of the third delivery',
  ],
  [
    schedule('lose ack', 'handle', 'wait', 'restart server', 'come twice'),
    'the ack of the first delivery is lost; the second delivery goes well; the ack wait passes; ' +
      'the server restarts; the third delivery comes again while it is still being handled',
  ],
  [{ ...schedule(), late: 2 }, '2 events published before the listener starts'],
  [
    { ...schedule(), members: 2, steps: [{ kind: 'handle', pick: 1 }] },
    '2 members; the first delivery (out of turn) goes well',
  ],
  // There is nobody else whose turn it could be.
  [{ ...schedule(), steps: [{ kind: 'handle', pick: 1 }] }, 'the first delivery goes well'],
])('%j in words', (given, words) => {
  expect(describeSchedule(given)).toBe(words);
});

test('a long schedule is told as far as anybody listens', () => {
  const words = describeSchedule(schedule(...Array.from({ length: 20 }, () => 'wait' as const)));

  expect(words.split('; ')).toEqual([
    ...Array.from({ length: 6 }, () => 'the ack wait passes'),
    'and 14 more',
  ]);
});

test.each([
  [schedule(), 'no steps'],
  [schedule('wait'), '1 step'],
  [schedule('wait', 'wait'), '2 steps'],
])('how many steps it has', (given, words) => {
  expect(stepCount(given)).toBe(words);
});

test('each kind of step has words of its own', () => {
  const kinds = Object.keys(STEPS) as StepKind[];
  const others = kinds.filter((kind) => kind !== 'handle');

  expect(new Set(kinds.map((kind) => describeSchedule(schedule(kind)))).size).toBe(kinds.length);
  expect(new Set(others.map((kind) => troubleOf(schedule(kind)))).size).toBe(others.length);
});

test.each<[Schedule, string | undefined]>([
  [schedule('handle', 'handle'), undefined],
  [schedule('handle', 'lose ack', 'lose ack'), 'an ack is lost'],
  [schedule('lose ack', 'restart server'), 'an ack is lost and the server restarts'],
  [schedule('lose ack', 'wait', 'restart server'), 'several things happen in a row'],
  [{ ...schedule(), late: 1 }, 'events are published before it starts'],
  [{ ...schedule(), members: 2 }, 'several members share the work'],
])('what a listener does not survive: %j', (given, words) => {
  expect(troubleOf(given)).toBe(words);
});
