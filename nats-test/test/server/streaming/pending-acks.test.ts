import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../../src/base/random';
import { PendingAcks, type PendingAck } from '../../../src/server/streaming/pending-acks';
import { pick } from '../../support/random-values';

const RUNS = 40;

const pendingOf = (...sequences: readonly number[]): PendingAcks => {
  const pending = new PendingAcks();
  for (const sequence of sequences) pending.set(sequence, 1000);
  return pending;
};

const sequencesOf = (acks: readonly PendingAck[]): number[] => acks.map(({ sequence }) => sequence);

describe('PendingAcks', () => {
  it('is empty at first', () => {
    const pending = new PendingAcks();

    expect([pending.count, pending.has(1), pending.bySequence(), pending.byExpiry()]).toEqual([
      0,
      false,
      [],
      [],
    ]);
  });

  it('says when a message expires', () => {
    const pending = new PendingAcks();
    pending.set(7, 1234.5);

    expect([pending.has(7), pending.expiresMs(7), pending.count]).toEqual([true, 1234.5, 1]);
  });

  it('takes a new expiry for a message that is pending', () => {
    const pending = pendingOf(1, 2);
    pending.set(1, 5000);

    expect([pending.expiresMs(1), pending.count]).toEqual([5000, 2]);
  });

  it('drops what is acknowledged, once', () => {
    const pending = pendingOf(1, 2, 3);

    expect([pending.delete(2), pending.delete(2), pending.count]).toEqual([true, false, 2]);
    expect(sequencesOf(pending.bySequence())).toEqual([1, 3]);
  });

  it('does not know what was never set', () => {
    expect(pendingOf(1, 5).delete(3)).toBe(false);
  });

  // A message of another member of the group may come after newer ones of its own.
  it('takes messages out of sequence', () => {
    const pending = pendingOf(10, 11, 3, 20, 4);

    expect(sequencesOf(pending.bySequence())).toEqual([3, 4, 10, 11, 20]);
    expect(pending.expiresMs(4)).toBe(1000);
  });

  // Redelivered to another member and back, while an older one is still pending.
  it.each([0, -1, -1000])('has a message that was due at %d', (expiresMs) => {
    const pending = new PendingAcks();

    pending.set(1, expiresMs);

    expect([pending.expiresMs(1), pending.byExpiry(), pending.delete(1)]).toEqual([
      expiresMs,
      [{ sequence: 1, expiresMs }],
      true,
    ]);
  });

  it('takes a message again that was acknowledged', () => {
    const pending = pendingOf(1, 2);
    pending.delete(2);

    pending.set(2, 3000);

    expect([pending.has(2), pending.expiresMs(2), pending.count]).toEqual([true, 3000, 2]);
    expect([pending.delete(2), pending.count]).toEqual([true, 1]);
  });

  it('sorts by expiry, then by sequence', () => {
    const pending = new PendingAcks();
    pending.set(1, 300);
    pending.set(2, 100);
    pending.set(3, 300);
    pending.set(4, 100);

    expect(sequencesOf(pending.byExpiry())).toEqual([2, 4, 1, 3]);
  });

  it('forgets everything when told to', () => {
    const pending = pendingOf(10, 11, 3);
    pending.clear();

    expect([pending.count, pending.has(10), pending.has(3), pending.bySequence()]).toEqual([
      0,
      false,
      false,
      [],
    ]);
  });

  it('holds 100,000, acknowledged in any order', () => {
    const pending = new PendingAcks();
    for (let i = 1; i <= 100_000; i++) pending.set(i, i);
    for (let i = 100_000; i > 50_000; i--) pending.delete(i);
    for (let i = 1; i < 50_000; i++) pending.delete(i);

    expect(pending.bySequence()).toEqual([{ sequence: 50_000, expiresMs: 50_000 }]);
  });

  it('goes on when messages are acknowledged as they come, for ever', () => {
    const pending = new PendingAcks();
    for (let i = 1; i <= 50_000; i++) {
      pending.set(i, i);
      if (i > 3) pending.delete(i - 3);
    }

    expect(sequencesOf(pending.bySequence())).toEqual([49_998, 49_999, 50_000]);
  });

  it(`says the same as a map, over ${RUNS} random runs`, () => {
    for (let seed = 1; seed <= RUNS; seed++) compareWithMap(seededRandom(seed), seed);
  });
});

/** A sequence that a subscription may get: mostly the next one, at times a gap, at times an older one. */
function nextSequence(random: Random, last: number): number {
  switch (random.below(8)) {
    case 0:
      return 1 + random.below(last + 1);
    case 1:
      return last + 2 + random.below(5);
    default:
      return last + 1;
  }
}

function compareWithMap(random: Random, seed: number): void {
  const pending = new PendingAcks();
  const model = new Map<number, number>();
  const acksOften = random.below(2) === 0;
  let last = 0;
  for (let step = 0; step < 300; step++) {
    const action = random.below(acksOften ? 10 : 14);
    if (action < 4 || action >= 10) {
      const sequence = nextSequence(random, last);
      const expiresMs = random.below(20);
      last = Math.max(last, sequence);
      pending.set(sequence, expiresMs);
      model.set(sequence, expiresMs);
    } else if (action < 8) {
      const sequence = model.size > 0 ? pick(random, [...model.keys()]) : 1;
      expect(pending.delete(sequence), `seed ${seed}, step ${step}`).toBe(model.delete(sequence));
    } else if (action === 8) {
      const sequence = 1 + random.below(last + 3);
      expect(pending.delete(sequence), `seed ${seed}, step ${step}`).toBe(model.delete(sequence));
    } else if (random.below(40) === 0) {
      pending.clear();
      model.clear();
    }
    const asked = 1 + random.below(last + 3);
    const limitMs = random.below(22) - 1;
    const bySequence = [...model]
      .map(([sequence, expiresMs]) => ({ sequence, expiresMs }))
      .sort((a, b) => a.sequence - b.sequence);
    // The sort is stable: equal expiries stay in sequence.
    const byExpiry = [...bySequence].sort((a, b) => a.expiresMs - b.expiresMs);
    expect(
      {
        count: pending.count,
        has: pending.has(asked),
        expiresMs: pending.expiresMs(asked),
        bySequence: pending.bySequence(),
        byExpiry: pending.byExpiry(),
        due: pending.due(limitMs),
        below: pending.below(asked).sort((a, b) => a - b),
      },
      `seed ${seed}, step ${step}`,
    ).toEqual({
      count: model.size,
      has: model.has(asked),
      expiresMs: model.get(asked),
      bySequence,
      byExpiry,
      due: {
        sequences: sequencesOf(byExpiry.filter(({ expiresMs }) => expiresMs <= limitMs)),
        nextMs: byExpiry.find(({ expiresMs }) => expiresMs > limitMs)?.expiresMs,
      },
      below: sequencesOf(bySequence.filter(({ sequence }) => sequence < asked)),
    });
  }
}
