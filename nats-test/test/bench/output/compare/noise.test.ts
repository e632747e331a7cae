import { describe, expect, test } from 'vitest';

import { compareReports } from '../../../../src/bench/output/compare/compare-reports';
import { simulate, type Machine } from './simulated-rounds';

const TRIALS = 500;

/** In how many percent of many comparisons CI would be red. */
function redPercent(machine: Machine, before: readonly number[], after: readonly number[]): number {
  const bench = simulate(7, machine);
  let red = 0;
  for (let i = 0; i < TRIALS; i++) {
    if (compareReports(bench(before), bench(after)).exitStatus === 1) red++;
  }
  return (red / TRIALS) * 100;
}

/** Five rounds, all figures scattered by 5 % each on their own, which is worse than together. */
const FIVE = { rounds: 5, noise: 0.05 };
const ALONE = [1];
const PAIR = [1, 0.5];

describe('a comparison knows noise', () => {
  test.each([
    { machine: FIVE, speeds: ALONE, what: 'five rounds' },
    { machine: FIVE, speeds: PAIR, what: 'five rounds of two targets' },
    { machine: { rounds: 3, noise: 0.05 }, speeds: ALONE, what: 'three rounds' },
    { machine: { rounds: 5, noise: 0.15 }, speeds: ALONE, what: 'five rounds with 15 % noise' },
    { machine: { ...FIVE, hiccupEvery: 10 }, speeds: ALONE, what: 'five rounds with hiccups' },
  ])('less than 3 % false alarms, all metrics together: $what', ({ machine, speeds }) => {
    expect(redPercent(machine, speeds, speeds)).toBeLessThan(3);
  });

  test.each([
    { machine: FIVE, speeds: ALONE, what: 'five rounds' },
    { machine: FIVE, speeds: PAIR, what: 'five rounds of two targets' },
    { machine: { rounds: 3, noise: 0.03 }, speeds: ALONE, what: 'three rounds with 3 % noise' },
    { machine: { rounds: 10, noise: 0.1 }, speeds: ALONE, what: 'ten rounds with 10 % noise' },
  ])('more than 98 % of losses of 20 % found: $what', ({ machine, speeds }) => {
    const [target = 1, ...reference] = speeds;
    expect(redPercent(machine, speeds, [target * 0.8, ...reference])).toBeGreaterThan(98);
  });

  test('a machine that is 15 % slower on some days: less than 3 % false alarms with two targets', () => {
    const machine = { rounds: 5, noise: 0.03, drift: 0.15 };
    expect(redPercent(machine, PAIR, PAIR)).toBeLessThan(3);
  });

  test('such a machine with one target: more than 30 % false alarms, so two are the way', () => {
    const machine = { rounds: 5, noise: 0.03, drift: 0.15 };
    expect(redPercent(machine, ALONE, ALONE)).toBeGreaterThan(30);
  });

  test('a gain of 20 % makes nothing red', () => {
    expect(redPercent(FIVE, ALONE, [1.2])).toBeLessThan(1);
  });
});
