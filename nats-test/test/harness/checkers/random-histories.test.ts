import { describe, expect, it } from 'vitest';
import { closedAtOnce } from '../../../src/harness/checkers/closed-at-once';
import { delivered } from '../../../src/harness/checkers/delivered';
import { durableResume } from '../../../src/harness/checkers/durable-resume';
import { groupsIndependent } from '../../../src/harness/checkers/groups-independent';
import { maxInFlight } from '../../../src/harness/checkers/max-in-flight';
import { order } from '../../../src/harness/checkers/order';
import { queueExclusivity } from '../../../src/harness/checkers/queue-exclusivity';
import { redelivery } from '../../../src/harness/checkers/redelivery';
import { randomHistory } from './model-server';
import { mutations } from './mutations';

const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);
const histories = SEEDS.map((seed) => ({ seed, history: randomHistory(seed) }));

describe('a server that does everything right', () => {
  it.each([
    delivered(),
    groupsIndependent(),
    queueExclusivity(),
    redelivery(),
    order(),
    maxInFlight(),
    durableResume(),
    closedAtOnce(),
  ])('$name is never invalid, and mostly valid', (checker) => {
    const findings = histories.map(({ seed, history }) => ({ seed, ...checker.check(history) }));
    expect(findings.filter(({ verdict }) => verdict === 'invalid')).toEqual([]);
    const valid = findings.filter(({ verdict }) => verdict === 'valid');
    expect(valid.length).toBeGreaterThan(SEEDS.length / 2);
  });
});

describe('a server with one fault', () => {
  it.each(mutations)('$name is caught', ({ mutate, checker }) => {
    let tried = 0;
    const missed: unknown[] = [];
    for (const { seed, history } of histories) {
      const wrong = mutate(history);
      if (!wrong) continue;
      tried++;
      const { verdict, seen } = checker.check(wrong);
      if (verdict !== 'invalid') missed.push({ seed, verdict, seen });
    }
    expect(missed).toEqual([]);
    expect(tried).toBeGreaterThan(SEEDS.length / 3);
  });
});
