import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { casesOf, firstSchedules, termsOf } from '../../src/check/arbitrary';
import { STEPS, type StepKind } from '../../src/check/schedule';

const GROUP = { isQueueGroup: true, canCopy: true };
const ALL = { members: 3, hasPoison: true, without: [] };

describe('what can happen to a listener', () => {
  test.each<[string, Parameters<typeof termsOf>, StepKind[]]>([
    ['everything to a queue group with a state that can be copied', [GROUP, ALL], []],
    [
      'no joining where there is no group',
      [{ ...GROUP, isQueueGroup: false }, ALL],
      ['join', 'leave'],
    ],
    [
      'no crash amidst the work where the state can not be copied',
      [{ ...GROUP, canCopy: false }, ALL],
      ['crash while handling', 'crash after ack'],
    ],
    ['no poison that nobody gave', [GROUP, { ...ALL, hasPoison: false }], ['poison']],
    ['nothing that must not happen', [GROUP, { ...ALL, without: ['wait'] }], ['wait']],
  ])('%s', (_, args, missing) => {
    const { kinds } = termsOf(...args);
    const expected = (Object.keys(STEPS) as StepKind[]).filter((kind) => !missing.includes(kind));
    expect(kinds).toEqual(expected);
  });

  test('each trouble comes by itself first', () => {
    const terms = termsOf(GROUP, ALL);
    const troubles = terms.kinds.filter((kind) => kind !== 'handle');
    const first = firstSchedules(terms).slice(0, troubles.length + 1);
    expect(first.map(({ steps }) => steps.map(({ kind }) => kind))).toEqual([
      [],
      ...troubles.map((kind) => [kind]),
    ]);
  });

  test('one member alone, and nobody late, where that is all that may be', () => {
    const terms = termsOf({ isQueueGroup: false, canCopy: true }, { ...ALL, without: ['late'] });
    for (const { schedule } of fc.sample(casesOf([], terms), { seed: 1, numRuns: 200 })) {
      expect(schedule).toMatchObject({ members: 1, late: 0 });
    }
    for (const schedule of firstSchedules(terms)) {
      expect(schedule).toMatchObject({ members: 1, late: 0 });
    }
    const group = firstSchedules(termsOf(GROUP, { ...ALL, without: ['late'] }));
    expect(new Set(group.map(({ late }) => late))).toEqual(new Set([0]));
  });

  test('the smallest that fails is as small as can be', () => {
    const cases = casesOf([], termsOf(GROUP, ALL));
    const { counterexample } = fc.check(
      fc.property(cases, ({ schedule }) => schedule.steps.every(({ kind }) => kind !== 'wait')),
      { seed: 1 },
    );
    expect(counterexample?.[0].schedule).toEqual({
      members: 1,
      late: 0,
      steps: [{ kind: 'wait', pick: 0 }],
    });
  });
});
