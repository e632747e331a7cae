import { expect, test } from 'vitest';

import { PayloadWriter } from '../../../src/bench/load/payload';
import { channelOf, readArrival } from '../../../src/bench/load/read-arrival';

const round = { bench: 7, round: 2, publishers: 2, channels: ['a', 'b', 'c'] };
const sent = { bench: 7, round: 2, publisher: 1, number: 1, intendedUs: 5, isMeasured: true };

function arrive(changes: Partial<typeof sent> = {}, channel = 2): ReturnType<typeof readArrival> {
  return readArrival(new PayloadWriter().write({ ...sent, ...changes }, 64), channel, round);
}

test('a message on the channel that it was sent to is what it was', () => {
  expect(arrive()).toEqual(sent);
});

test.each([
  [{}, 0, 'strange', 'got message 2 of publisher 2 on a, which was sent to c'],
  [{ publisher: 2 }, 0, 'strange', 'got a message of publisher 3, whom there is not, on a'],
  [{ bench: 8 }, 2, 'foreign', 'got one of another bench on c'],
  [{ round: 1 }, 2, 'late', 'got one of an earlier round on c'],
])('%o on channel %d is %s', (changes, channel, kind, what) => {
  expect(arrive(changes, channel)).toEqual({ kind, what });
});

test('what is damaged is strange', () => {
  expect(readArrival(Buffer.from('hello'), 1, round)).toEqual({
    kind: 'strange',
    what: 'got a message on b that is not as it was sent',
  });
});

test('publishers take channels in turn, and do not all begin with the same one', () => {
  const of = (publisher: number): number[] =>
    [0, 1, 2, 3].map((number) => channelOf({ publisher, number }, 3));
  expect([of(0), of(1)]).toEqual([
    [0, 1, 2, 0],
    [1, 2, 0, 1],
  ]);
});
