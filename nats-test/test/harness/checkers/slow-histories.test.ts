import { describe, expect, it } from 'vitest';
import { closedAtOnce } from '../../../src/harness/checkers/closed-at-once';
import { delivered } from '../../../src/harness/checkers/delivered';
import { durableResume } from '../../../src/harness/checkers/durable-resume';
import { groupsIndependent } from '../../../src/harness/checkers/groups-independent';
import { maxInFlight } from '../../../src/harness/checkers/max-in-flight';
import { order } from '../../../src/harness/checkers/order';
import { queueExclusivity } from '../../../src/harness/checkers/queue-exclusivity';
import { redelivery } from '../../../src/harness/checkers/redelivery';
import { slowHistory } from './slow-model';

const SEEDS = 600;
const histories = Array.from({ length: SEEDS }, (_, i) => ({
  seed: i + 1,
  history: slowHistory(i + 1),
}));

describe('a right server that is far away and busy, seen by a harness that stands still at times', () => {
  it.each([
    delivered(),
    groupsIndependent(),
    queueExclusivity(),
    redelivery(),
    order(),
    maxInFlight(),
    durableResume(),
    closedAtOnce(),
  ])('$name is never invalid, and sometimes valid', (checker) => {
    const findings = histories.map(({ seed, history }) => ({ seed, ...checker.check(history) }));
    expect(findings.filter(({ verdict }) => verdict === 'invalid')).toEqual([]);
    const valid = findings.filter(({ verdict }) => verdict === 'valid');
    expect(valid.length).toBeGreaterThan(0);
  });
});
