import { describe, expect, it } from 'vitest';
import type { Checker } from '../../../src/harness/checkers/checker';
import type { TargetFacts } from '../../../src/harness/history/target-facts';
import type { HistoryBuilder } from './history-builder';

/** A history, in words, and what is said to have been seen in it. */
export type Case = readonly [name: string, history: () => HistoryBuilder, seen: string];

export interface Cases {
  /** All is as it must be. */
  readonly valid: readonly Case[];
  /** Odd, but right. */
  readonly legalOddities?: readonly Case[];
  /** Each has one fault. */
  readonly invalid: readonly Case[];
  /** There is nothing or too little to judge. */
  readonly unknown: readonly Case[];
}

/** Judges each history and compares verdict and words. */
export function testChecker(checker: Checker, cases: Cases, target?: TargetFacts): void {
  const { valid, legalOddities = [], invalid, unknown } = cases;
  describe(checker.name, () => {
    it.each([...valid, ...legalOddities])('valid: %s', (_name, history, seen) => {
      expect(checker.check(history().history, target)).toEqual({
        verdict: 'valid',
        seen,
        proof: [],
      });
    });
    it.each(invalid)('invalid: %s', (_name, history, seen) => {
      const finding = checker.check(history().history, target);
      expect(finding).toMatchObject({ verdict: 'invalid', seen });
      const indexes = finding.proof.map(({ index }) => index);
      expect(indexes.length).toBeGreaterThan(0);
      expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
    });
    it.each(unknown)('unknown: %s', (_name, history, seen) => {
      expect(checker.check(history().history, target)).toMatchObject({ verdict: 'unknown', seen });
    });
    it('unknown: an empty history', () => {
      expect(checker.check([], target).verdict).toBe('unknown');
    });
  });
}
