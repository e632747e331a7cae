import * as fc from 'fast-check';

import { STEPS, type Schedule, type Step, type StepKind } from './schedule';

/** What schedules may be made of. */
export interface Terms {
  readonly kinds: readonly StepKind[];
  readonly membersMax: number;
  /** Whether events may be there before the listener is. */
  readonly mayBeLate: boolean;
}

/** Events, and what happens to them. */
export interface Case {
  readonly given: readonly unknown[];
  readonly schedule: Schedule;
}

const STEPS_MAX = 8;
/** As many moments as there are for a crash amidst the work. */
const PICK_MAX = 5;
const LATE_MAX = 3;
/** Of so many schedules one begins late. */
const LATE_EACH = 4;

/** The same events each time; what happens to them grows smaller when it shrinks. */
export function casesOf(given: readonly unknown[], terms: Terms): fc.Arbitrary<Case> {
  return fc.record({ given: fc.constant(given), schedule: schedules(terms) });
}

/**
 * Other events each time. A list that fast-check has not made in this very place it can't make
 * smaller, so that the first schedules are a part of this and not examples beside it.
 */
export function casesFrom(
  events: fc.Arbitrary<readonly unknown[]>,
  terms: Terms,
): fc.Arbitrary<Case> {
  const first = fc.constantFrom(...firstSchedules(terms));
  return fc.record({ given: events, schedule: fc.oneof(first, schedules(terms)) });
}

/** All schedules, the simpler ones first. */
function schedules({ kinds, membersMax, mayBeLate }: Terms): fc.Arbitrary<Schedule> {
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom(...kinds),
    pick: fc.nat({ max: PICK_MAX }),
  });
  const punctual = fc.constant(0);
  const late = fc.oneof(
    { weight: LATE_EACH - 1, arbitrary: punctual },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: LATE_MAX }) },
  );
  return fc.record({
    members: fc.integer({ min: 1, max: membersMax }),
    late: mayBeLate ? late : punctual,
    steps: fc.array(step, { maxLength: STEPS_MAX }),
  });
}

/** Each trouble by itself, early and late, and what only several together show. */
export function firstSchedules({ kinds, membersMax, mayBeLate }: Terms): Schedule[] {
  const one = (kind: StepKind, pick = 0): Step => ({ kind, pick });
  const has = (...wanted: StepKind[]): boolean => wanted.every((kind) => kinds.includes(kind));
  const alone = (...steps: Step[]): Schedule => ({ members: 1, late: 0, steps });
  const troubles = kinds.filter((kind) => kind !== 'handle');
  const first = [
    alone(),
    // All by themselves, before any comes later: who acknowledges too early is shown best by a crash
    // right after the ack, and a crash amidst the next event would show it, too.
    ...troubles.map((it) => alone(one(it))),
    ...troubles.map((it) => alone(one('handle'), one(it))),
  ];
  if (has('crash while handling')) {
    for (let pick = 1; pick <= PICK_MAX; pick++)
      first.push(alone(one('crash while handling', pick)));
  }
  if (has('overlap')) first.push(alone(one('overlap'), one('overlap'), one('overlap')));
  if (has('lose delivery')) first.push(alone(one('lose delivery'), one('lose delivery')));
  if (mayBeLate) first.push({ members: 1, late: LATE_MAX, steps: [] });
  if (membersMax > 1 && has('overlap')) {
    const racing = [one('overlap'), one('overlap', 1), one('overlap')];
    first.push({ members: 2, late: 0, steps: racing });
    if (mayBeLate) first.push({ members: 2, late: LATE_MAX, steps: racing });
  }
  return first;
}

/** All that can happen to such a listener. */
export function termsOf(
  { isQueueGroup, canCopy }: { readonly isQueueGroup: boolean; readonly canCopy: boolean },
  {
    members,
    hasPoison,
    without,
  }: {
    readonly members: number;
    readonly hasPoison: boolean;
    readonly without: readonly (StepKind | 'late')[];
  },
): Terms {
  const membersMax = isQueueGroup ? members : 1;
  const needsCopy: readonly StepKind[] = ['crash while handling', 'crash after ack'];
  const needsMembers: readonly StepKind[] = ['join', 'leave'];
  const kinds = (Object.keys(STEPS) as StepKind[]).filter((kind) => {
    if (without.includes(kind) && kind !== 'handle') return false;
    if (needsCopy.includes(kind)) return canCopy;
    if (needsMembers.includes(kind)) return membersMax > 1;
    return kind !== 'poison' || hasPoison;
  });
  return { kinds, membersMax, mayBeLate: !without.includes('late') };
}
