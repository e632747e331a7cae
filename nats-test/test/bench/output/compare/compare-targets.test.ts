import { describe, expect, test } from 'vitest';

import { compareTargets } from '../../../../src/bench/output/compare/compare-targets';
import { sampleReport, sampleTarget, withRun } from '../../../support/bench-report';
import { simulate, type Machine } from './simulated-rounds';

const TRIALS = 500;

/** In how many percent of many benches one of the two targets is said to be better. */
function decidedPercent(machine: Machine, speeds: readonly number[], verdict?: string): number {
  const bench = simulate(11, machine);
  let decided = 0;
  for (let i = 0; i < TRIALS; i++) {
    const found = compareTargets(bench(speeds))!.verdict;
    if (verdict === undefined ? found !== 'no difference' : found === verdict) decided++;
  }
  return (decided / TRIALS) * 100;
}

describe('which of two targets is better', () => {
  test.each([
    { rounds: 3, noise: 0.05 },
    { rounds: 5, noise: 0.05 },
    { rounds: 5, noise: 0.15 },
    { rounds: 5, noise: 0.05, drift: 0.3 },
  ])('less than 4 %% of verdicts where there is no difference: %o', (machine) => {
    expect(decidedPercent(machine, [1, 1])).toBeLessThan(4);
  });

  test.each([
    { machine: { rounds: 5, noise: 0.03 }, speeds: [1.2, 1], verdict: 'better' },
    { machine: { rounds: 5, noise: 0.03 }, speeds: [1, 1.2], verdict: 'worse' },
    { machine: { rounds: 10, noise: 0.05 }, speeds: [1.2, 1], verdict: 'better' },
  ])('more than 98 %% of 20 %% more found: $machine', ({ machine, speeds, verdict }) => {
    expect(decidedPercent(machine, speeds, verdict)).toBeGreaterThan(98);
  });

  test('too few rounds: it says how many are needed', () => {
    const targets = [{ rounds: 2 }, { rounds: 2, name: 'other' }].map((it) => sampleTarget(it));
    expect(compareTargets(sampleReport({ targets }))).toMatchObject({
      verdict: 'unknown',
      sentence:
        'Unknown: which one is better needs 3 whole rounds of each, and there are 2: give --rounds 5.',
    });
  });

  test('a round that was cut short is none', () => {
    const targets = [{ rounds: 3 }, { rounds: 3, name: 'other' }].map((it) => sampleTarget(it));
    const report = withRun(sampleReport({ targets }), 1, 2, { partial: 'it died' });
    expect(compareTargets(report)?.sentence).toContain('and there are 2: give --rounds 5');
  });

  test('no difference: from which one on it would have been seen', () => {
    const targets = [
      sampleTarget({ seed: 4, rounds: 5 }),
      sampleTarget({ seed: 5, rounds: 5, name: 'b' }),
    ];
    expect(compareTargets(sampleReport({ targets }))?.sentence).toMatch(
      /^No difference seen: these 5 round pairs would have shown one in published from [\d.]+ %, /,
    );
  });

  test('says how many rounds would show 10 %, or that there is too much noise', () => {
    const sentence = (noise: number): string | undefined =>
      compareTargets(simulate(3, { rounds: 5, noise })([1, 1]))?.sentence;
    expect(sentence(0.01)).not.toContain('to see 10 %');
    expect(sentence(0.08)).toMatch(/; to see 10 % in all but p99 takes about --rounds \d+\.$/);
    expect(sentence(0.5)).toMatch(/; there is too much noise to see 10 %/);
    // Latencies scatter more than that on a busy machine, and a percentage has no end.
    expect(sentence(3)).toMatch(/published from more than 900 %, .*; there is too much noise/);
  });

  test('one target has nothing to be compared with', () => {
    expect(compareTargets(sampleReport({ targets: [sampleTarget()] }))).toBeUndefined();
  });
});
