import { describe, expect, test } from 'vitest';

import { Bits } from '../../../src/bench/verify/bits';
import { judge, type SentFacts } from '../../../src/bench/verify/judge';
import { Order, Received, type Arrival } from '../../../src/bench/verify/received';
import type { Verification } from '../../../src/bench/report';

const PUBLISHERS = 2;
const CHANNELS = 2;

/** What came to a member: its number, or more of it. */
type Came = number | Partial<Arrival>;

/** The members of an identity, each with what it got. */
type Members = readonly (readonly Came[])[];

function sent(publisher: number, numbers: number, without: readonly number[] = []): SentFacts {
  const acknowledged = new Bits();
  for (let at = 0; at < numbers; at++) if (!without.includes(at)) acknowledged.add(at);
  return { publisher, sent: numbers, acknowledged: acknowledged.toBytes() };
}

function receivedBy(identity: number, name: string, members: Members): Received {
  const received = new Received(identity, name, PUBLISHERS);
  for (const member of members) {
    const order = new Order(PUBLISHERS, CHANNELS);
    for (const came of member) {
      const arrival = typeof came === 'number' ? { number: came } : came;
      received.take(
        { publisher: 0, channel: 0, number: 0, isRedelivery: false, ...arrival },
        order,
      );
    }
  }
  return received;
}

/** The verdict on one identity. */
function verdictOn(
  members: Members,
  facts: SentFacts = sent(0, 4),
  isComplete = true,
): Verification {
  return judge({
    identities: ['queue group orders'],
    sent: [facts],
    received: [receivedBy(0, 'queue group orders', members).facts()],
    strange: { count: 0, examples: [] },
    isComplete,
  });
}

const clean = { lost: 0, duplicated: 0, reordered: 0, unexpected: 0 };

describe('valid', () => {
  test('all came once, in order', () => {
    expect(verdictOn([[0, 1, 2, 3]])).toEqual({ verdict: 'valid', ...clean, examples: [] });
  });

  test('members share', () => {
    expect(verdictOn([[0, 3], [1], [2]])).toMatchObject({ verdict: 'valid', ...clean });
  });

  test('a redelivery that says so is no duplicate, wherever it comes', () => {
    const again = { number: 1, isRedelivery: true };
    expect(verdictOn([[0, 1, again, 2, 3], [again]])).toMatchObject({ verdict: 'valid' });
  });

  test('a redelivery may overtake what it repeats, on the connection of another member', () => {
    expect(verdictOn([[{ number: 1, isRedelivery: true }], [0, 1, 2, 3]])).toMatchObject({
      verdict: 'valid',
      ...clean,
    });
  });

  test('a first delivery that is marked may come late', () => {
    expect(verdictOn([[0, 2, 3, { number: 1, isRedelivery: true }]])).toMatchObject({
      verdict: 'valid',
    });
  });

  test('a publish without ack may have arrived or not', () => {
    expect(verdictOn([[0, 1, 3]], sent(0, 4, [2]))).toMatchObject({ verdict: 'valid' });
    expect(verdictOn([[0, 1, 2, 3]], sent(0, 4, [2]))).toMatchObject({ verdict: 'valid' });
  });

  test('channels have an order each, and publishers, too', () => {
    const other = { publisher: 1, number: 0 };
    const facts = judge({
      identities: ['subscriber 1'],
      sent: [sent(0, 4), sent(1, 1)],
      received: [
        receivedBy(0, 'subscriber 1', [
          [1, 3, { number: 0, channel: 1 }, { number: 2, channel: 1 }, other],
        ]).facts(),
      ],
      strange: { count: 0, examples: [] },
      isComplete: true,
    });
    expect(facts).toMatchObject({ verdict: 'valid', ...clean });
  });
});

describe('invalid, with a fault planted', () => {
  test('one that was acknowledged and never came', () => {
    expect(verdictOn([[0, 1, 3]])).toEqual({
      verdict: 'invalid',
      ...clean,
      lost: 1,
      examples: ['queue group orders never got message 3 of publisher 1, which was acknowledged'],
    });
  });

  test('one that came twice to a member', () => {
    const verdict = verdictOn([[0, 1, 1, 2, 3]]);
    expect(verdict).toMatchObject({ verdict: 'invalid', ...clean, duplicated: 1 });
    expect(verdict.examples[0]).toMatch(/^queue group orders got message 2 of publisher 1 twice/);
  });

  test('one that came to two members', () => {
    expect(
      verdictOn([
        [0, 1],
        [1, 2, 3],
      ]),
    ).toMatchObject({ verdict: 'invalid', ...clean, duplicated: 1 });
  });

  test('one that came behind a later one', () => {
    expect(verdictOn([[0, 2, 1, 3]])).toMatchObject({
      verdict: 'invalid',
      ...clean,
      reordered: 1,
      examples: ['queue group orders got message 2 of publisher 1 behind its message 3'],
    });
  });

  test('one that was never sent', () => {
    expect(verdictOn([[0, 1, 2, 3, 4]])).toMatchObject({
      verdict: 'invalid',
      ...clean,
      unexpected: 1,
    });
  });

  test('what was no message at all', () => {
    const verdict = judge({
      identities: ['subscriber 1'],
      sent: [sent(0, 1)],
      received: [receivedBy(0, 'subscriber 1', [[0]]).facts()],
      strange: { count: 2, examples: ['subscriber 1 got rubbish'] },
      isComplete: true,
    });
    expect(verdict).toMatchObject({
      verdict: 'invalid',
      unexpected: 2,
      examples: ['subscriber 1 got rubbish'],
    });
  });

  test('one identity lacks what another one got', () => {
    const verdict = judge({
      identities: ['subscriber 1', 'subscriber 2'],
      sent: [sent(0, 2)],
      received: [
        receivedBy(0, 'subscriber 1', [[0, 1]]).facts(),
        receivedBy(1, 'subscriber 2', [[0]]).facts(),
      ],
      strange: { count: 0, examples: [] },
      isComplete: true,
    });
    expect(verdict).toMatchObject({ verdict: 'invalid', lost: 1 });
  });

  test('a million that are lost are counted, and five are shown', () => {
    const verdict = verdictOn([[0]], sent(0, 1_000_000));
    expect(verdict).toMatchObject({ lost: 999_999 });
    expect(verdict.examples).toHaveLength(5);
  });
});

describe('cut short', () => {
  test('what is missing may have been on its way', () => {
    expect(verdictOn([[0, 1]], sent(0, 4), false)).toMatchObject({ verdict: 'unknown', lost: 0 });
  });

  test('what is wrong is wrong all the same', () => {
    expect(verdictOn([[1, 0]], sent(0, 4), false)).toMatchObject({
      verdict: 'invalid',
      reordered: 1,
    });
  });

  test('nothing that came proves nothing', () => {
    expect(verdictOn([[]], sent(0, 0))).toMatchObject({ verdict: 'unknown' });
  });
});
