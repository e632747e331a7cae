import { describe, expect, test } from 'vitest';

import { encodePlan, makePlan, type PlanTerms } from '../../../src/harness/generators/make-plan';
import type { Plan } from '../../../src/harness/generators/plan';
import { FAULTS, type Fault } from '../../../src/harness/history/fault';
import { workloads } from '../../../src/harness/scenarios/workloads/all';
import { steady } from '../../../src/harness/scenarios/workloads/steady';

const FAULT_NAMES = Object.keys(FAULTS) as Fault[];
const TERMS: PlanTerms = {
  seed: 42,
  mainMs: 20_000,
  faults: FAULT_NAMES,
  everyMs: 1000,
  isCluster: false,
};

const planOf = (terms: Partial<PlanTerms> = {}): Plan => makePlan(steady, { ...TERMS, ...terms });

describe.each(workloads.map((workload) => [workload.name, workload] as const))(
  'the plan of %s',
  (_, workload) => {
    test('is the same, byte for byte, for the same seed', () => {
      const [one, other] = [makePlan(workload, TERMS), makePlan(workload, TERMS)];
      expect(encodePlan(one)).toBe(encodePlan(other));
    });

    test('is another one for another seed', () => {
      const other = makePlan(workload, { ...TERMS, seed: 43 });
      expect(encodePlan(makePlan(workload, TERMS))).not.toBe(encodePlan(other));
    });

    test('names actors of its own only, in the order of time, within the phase', () => {
      const { actors, steps, faults, finalSteps } = makePlan(workload, TERMS);
      const names = new Set(actors.map(({ name }) => name));
      const others = [...steps, ...finalSteps].filter(({ actor }) => !names.has(actor));
      expect(others).toEqual([]);
      const struck = faults.filter(({ on, fault }) => FAULTS[fault] !== 'server' && !names.has(on));
      expect(struck).toEqual([]);
      for (const list of [steps, faults]) {
        const times = list.map(({ atMs }) => atMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
      }
    });

    test('publishes each value once', () => {
      const values = makePlan(workload, TERMS).steps.flatMap((step) =>
        step.do === 'publish' ? [step.value] : [],
      );
      expect(values.length).toBeGreaterThan(20);
      expect(new Set(values).size).toBe(values.length);
    });
  },
);

test('every fault that was asked for strikes before any strikes again', () => {
  const kinds = planOf({ mainMs: 120_000, everyMs: 4000 }).faults.map(({ fault }) => fault);
  expect(new Set(kinds.slice(0, FAULT_NAMES.length))).toEqual(new Set(FAULT_NAMES));
});

test('faults do not overlap, however often they are to come', () => {
  const { faults } = planOf({ everyMs: 100 });
  expect(faults.length).toBeGreaterThan(5);
  for (const [i, { atMs, forMs }] of faults.entries()) {
    const next = faults[i + 1];
    if (next) expect(next.atMs).toBeGreaterThan(atMs + forMs);
  }
});

test('faults end with the phase', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { faults } = planOf({ seed, everyMs: 2500 });
    for (const { atMs, forMs } of faults) expect(atMs + forMs).toBeLessThanOrEqual(TERMS.mainMs);
  }
});

test('other faults leave the steps as they are', () => {
  expect(planOf({ faults: ['cut'] }).steps).toEqual(planOf({ faults: [] }).steps);
});

test('no faults are asked for: none but those that the scenario is about', () => {
  expect(planOf({ faults: [] }).faults).toEqual([]);
});

test('in a cluster the server that is struck is the leader or a follower', () => {
  const { faults } = planOf({ isCluster: true, faults: ['kill'], mainMs: 60_000 });
  expect(new Set(faults.map(({ on }) => on))).toEqual(new Set(['leader', 'follower']));
});
