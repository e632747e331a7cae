import { describe, expect, it } from 'vitest';
import { allCheckers } from '../../../src/harness/checkers/all';
import { delivered } from '../../../src/harness/checkers/delivered';
import { durableResume } from '../../../src/harness/checkers/durable-resume';
import { redelivery } from '../../../src/harness/checkers/redelivery';
import { faultHistory } from './fault-model';

const SEEDS = Number(process.env['FAULT_SEEDS'] ?? 150);
const FROM = Number(process.env['FAULT_FROM'] ?? 1);
const histories = Array.from({ length: SEEDS }, (_, i) => ({
  seed: i + FROM,
  ...faultHistory(i + FROM),
}));

const checkers = [
  ...[...allCheckers.values()].map(({ checker }) => checker),
  ...[delivered(), redelivery(), durableResume()],
];

describe('a right server under faults', () => {
  it.each(checkers.map((checker) => [checker.name, checker] as const))(
    '%s is never invalid',
    (_name, checker) => {
      const wrong: unknown[] = [];
      const verdicts: Record<string, number> = { valid: 0, invalid: 0, unknown: 0 };
      for (const { seed, history, target } of histories) {
        const { verdict, seen, proof } = checker.check(history, target);
        verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
        if (verdict === 'invalid' && wrong.length < 3) {
          wrong.push([seed, seen, ...proof.map((operation) => JSON.stringify(operation))]);
        }
      }
      expect(wrong).toEqual([]);
      // Nobody books there.
      if (checker.name !== 'version order') expect(verdicts['valid']).toBeGreaterThan(0);
    },
  );
});
