import { expect, test } from 'vitest';

import { schedule } from './schedule';
import type { Step } from './step';

const connect: Step = { do: 'connect', client: 0 };
const publish: Step = { do: 'publish', client: 0, channels: [0] };
const wait = (tenths: number): Step => ({ do: 'wait', tenths });

/** Beginnings of the moments, in milliseconds, but for the last one, in which nothing is done. */
function momentsOf(...steps: Step[]): number[] {
  const [latest] = schedule({ flavour: 'plain', steps }).slice(-1);
  return [...(latest?.moments ?? [])].reverse().slice(0, -1);
}

test('steps in a row share a moment', () => {
  const times = schedule({ flavour: 'plain', steps: [connect, publish] }).map(({ atMs }) => atMs);

  expect(times).toEqual([0, 4, 0]);
});

test('no moment falls where what was sent a second before may come again', () => {
  expect(momentsOf(connect, publish, wait(10), publish)).toEqual([0, 1100]);
});

test('no moment falls where the messages of a member that left are handed over', () => {
  expect(momentsOf({ do: 'close', sub: 0 }, wait(1), publish)).toEqual([0, 200]);
});

test('a client that replaces a silent one gets the half second that this takes', () => {
  const steps: Step[] = [connect, { do: 'kill', client: 0 }, connect, publish];
  const timed = schedule({ flavour: 'plain', steps });

  expect(timed[2]).toMatchObject({ atMs: 8, endMs: 550 });
  expect(timed[3]).toMatchObject({ atMs: 700 });
});

test('a restart gets time of its own, and ends what could have happened by itself', () => {
  const steps: Step[] = [publish, { do: 'restart' }, publish, wait(5), publish];
  const timed = schedule({ flavour: 'restarts', steps });

  expect(timed.map(({ atMs, endMs }) => [atMs, endMs]).slice(1, 5)).toEqual([
    [4, 400],
    [500, 500],
    [500, 1000],
    [1000, 1000],
  ]);
});

test('heartbeats that may fail are kept clear of', () => {
  const steps: Step[] = [connect, wait(5), publish];

  expect(schedule({ flavour: 'heartbeats', steps })[2]).toMatchObject({ atMs: 700 });
});

test('more steps than fit into a moment go on in the next', () => {
  const steps = Array<Step>(10).fill(publish);

  expect(schedule({ flavour: 'plain', steps }).map(({ atMs }) => atMs)).toEqual([
    0, 4, 8, 12, 16, 20, 24, 28, 100, 104, 100,
  ]);
});
