import { describe, expect, it } from 'vitest';
import { allCheckers } from '../../../src/harness/checkers/all';
import type { History } from '../../../src/harness/history/operation';
import type { TargetFacts } from '../../../src/harness/history/target-facts';
import { history } from './history-builder';
import { legalOddities } from './legal-oddities';
import { plantedFaults } from './planted-faults';

/** What all checkers hold against a history. */
function redOf(judged: History, target?: TargetFacts): string[] {
  const red: string[] = [];
  for (const [name, { checker }] of allCheckers) {
    const { verdict, seen } = checker.check(judged, target);
    if (verdict === 'invalid') red.push(`${name}: ${seen}`);
  }
  return red;
}

describe('one fault turns one checker red, and no other one', () => {
  it.each(plantedFaults.map((planted) => [planted.fault, planted] as const))(
    '%s',
    (_fault, { history: plant, target, red, proof }) => {
      const planted = plant().history;

      expect(redOf(planted, target).map((text) => text.split(':')[0])).toEqual([red]);
      const finding = allCheckers.get(red)?.checker.check(planted, target);
      const named = new Set(finding?.proof.map(({ f }) => f));
      expect(proof.filter((f) => !named.has(f))).toEqual([]);
    },
  );

  it('each checker that can be red is turned red by one of them', () => {
    const turned = new Set(plantedFaults.map(({ red }) => red));
    const never = [...allCheckers.keys()].filter((name) => !turned.has(name));
    // What cannot be judged is unknown, whatever is wrong.
    expect(never).toEqual(['unseen']);
  });
});

describe('what is odd but right turns no checker red', () => {
  it.each(legalOddities.map((odd) => [odd.oddity, odd] as const))(
    '%s',
    (_oddity, { history: make, target }) => {
      expect(redOf(make().history, target)).toEqual([]);
    },
  );
});

describe('where there is nothing to judge', () => {
  const nothing = [
    ['an empty history', []],
    ['nothing but a phase', history().end().history],
    ['one who connects', history().connect('a').history],
  ] as const;
  it.each(nothing)('all are unknown: %s', (_name, judged) => {
    const target = {
      heartbeats: { intervalMs: 400, timeoutMs: 400, failuresMax: 2 },
      limits: { msgsMax: 5 },
    };
    for (const { checker } of allCheckers.values()) {
      expect([checker.name, checker.check(judged, target).verdict]).toEqual([
        checker.name,
        'unknown',
      ]);
    }
  });
});
