import type { StepKind } from 'nats-test';
import { expect, test } from 'vitest';

import accounts from '../../../examples/check/accounts-naive.check';
import payments from '../../../examples/check/payments-two-steps.check';
import tickets from '../../../examples/check/tickets-naive.check';
import { STEPS } from '../../../src/check/schedule';
import { failureOf, fatesIn } from './failure-of';

/** More than that nobody wants to read. */
const STEPS_MAX = 6;

test('accounts: an ack is lost, and the deposit is booked twice', async () => {
  const failure = await failureOf(accounts);

  expect(failure.kind).toBe('invariant');
  expect(failure.schedule.steps.length).toBeLessThanOrEqual(STEPS_MAX);
  expect(failure.message).toContain('the balance is 80, expected 10');
  expect(fatesIn(failure)).toEqual(['ack lost 1', 'acked 2', 'acked 3', 'acked 1']);
});

test('accounts: the withdrawal overtakes a deposit, and finds too little', async () => {
  const failure = await failureOf({ ...accounts, without: allBut('lose delivery') });

  expect(failure.kind).toBe('invariant');
  expect(failure.schedule.steps.length).toBeLessThanOrEqual(STEPS_MAX);
  expect(failure.message).toContain('the balance went down to -60');
  expect(fatesIn(failure)).toEqual(['delivery lost 1', 'acked 2', 'acked 3', 'acked 1']);
});

test('tickets: an old price comes again, and stays', async () => {
  const failure = await failureOf(tickets);

  expect(failure.kind).toBe('invariant');
  expect(failure.schedule.steps.length).toBeLessThanOrEqual(STEPS_MAX);
  expect(failure.message).toContain('the price is 10, expected 100');
  expect(fatesIn(failure)).toEqual(['ack lost 1', 'acked 2', 'acked 3', 'acked 1']);
});

test('payments: the listener dies between balance and processed ID, and books again', async () => {
  const failure = await failureOf({ ...payments, without: allBut('crash while handling') });

  expect(failure.kind).toBe('invariant');
  expect(failure.schedule.steps.length).toBeLessThanOrEqual(STEPS_MAX);
  expect(fatesIn(failure)).toContainEqual(expect.stringMatching(/^crashed while handling \d/));
});

test('payments: whatever else may happen, a few steps are enough', async () => {
  const { kind, schedule } = await failureOf(payments);

  expect(kind).toBe('invariant');
  expect(schedule.steps.length).toBeLessThanOrEqual(STEPS_MAX);
});

/** All that must not happen, so that one trouble alone can. */
function allBut(trouble: StepKind): (StepKind | 'late')[] {
  const others = (Object.keys(STEPS) as StepKind[]).filter((it) => it !== trouble);
  return [...others.filter((it) => it !== 'handle'), 'late'];
}
