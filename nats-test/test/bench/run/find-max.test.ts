import { describe, expect, test } from 'vitest';

import { findMax } from '../../../src/bench/run/find-max';
import { hasHeld } from '../../../src/bench/run/held';
import type { Moment, Verification } from '../../../src/bench/report';

/** A server that takes so many messages a second. */
const takes = (capacity: number) => (rate: number) =>
  Promise.resolve({ held: rate <= capacity, why: '', isClear: true });

describe('the search', () => {
  test.each([1, 70, 999, 1000, 1001, 37_777, 400_000])(
    'comes within 6 %% of what a server takes: %d/s',
    async (capacity) => {
      const { rate, tried } = await findMax(1000, takes(capacity));

      expect(rate).toBeLessThanOrEqual(capacity);
      expect(rate).toBeGreaterThan(capacity / 1.07 - 1);
      expect(tried.length).toBeLessThan(25);
    },
  );

  test('is 0 where nothing holds, and ends', async () => {
    expect(await findMax(1000, takes(0))).toMatchObject({ rate: 0, isConfirmed: false });
  });

  test('ends where everything holds', async () => {
    const { rate } = await findMax(1000, takes(Infinity));
    expect(rate).toBeGreaterThan(500_000);
  });

  test('a rate that fails once by little is tried again', async () => {
    let hiccups = 1;
    const { rate } = await findMax(1000, (tried) =>
      Promise.resolve(
        tried === 4000 && hiccups-- > 0
          ? { held: false, why: 'a hiccup', isClear: false }
          : { held: tried <= 5000, why: '' },
      ),
    );
    expect(rate).toBeGreaterThan(4600);
  });

  test('what holds for a short time only is not confirmed', async () => {
    const found = await findMax(1000, (tried, kind) =>
      Promise.resolve({ held: tried <= (kind === 'confirm' ? 4600 : 5000), why: '' }),
    );
    expect(found.isConfirmed).toBe(true);
    expect(found.rate).toBeGreaterThan(4200);
    expect(found.rate).toBeLessThanOrEqual(4600);
  });

  // Short trials say 40,000, and what lasts is far below that, even below where the search began.
  test.each([20_000, 3000, 700, 90, 3])(
    'goes down until a rate is confirmed, and comes within 6 %% of it: %d/s',
    async (lasting) => {
      const found = await findMax(1000, (tried, kind) =>
        Promise.resolve({
          held: tried <= (kind === 'confirm' ? lasting : 40_000),
          why: '',
          isClear: true,
        }),
      );
      expect(found.isConfirmed).toBe(true);
      expect(found.rate).toBeLessThanOrEqual(lasting);
      expect(found.rate).toBeGreaterThan(lasting / 1.07 - 1);
      expect(found.tried.length).toBeLessThan(35);
    },
  );

  test('ends at once when the target is gone; what held until then is told as not confirmed', async () => {
    let trials = 0;
    const found = await findMax(1000, (tried) => {
      trials++;
      return Promise.resolve({ held: tried < 4000, why: '', isLast: tried >= 4000 });
    });
    expect(found).toMatchObject({ rate: 2000, isConfirmed: false });
    expect(trials).toBe(3);
  });

  test('a confirmed rate is kept when the target is gone while a higher one is confirmed', async () => {
    const found = await findMax(1000, (tried, kind) => {
      const isConfirmation = kind === 'confirm';
      const isGone = isConfirmation && tried > 2000 && tried < 4000;
      return Promise.resolve({
        held: !isGone && tried <= (isConfirmation ? 2000 : 5000),
        why: '',
        isClear: true,
        isLast: isGone,
      });
    });
    expect(found).toMatchObject({ rate: 2000, isConfirmed: true });
  });

  test('is never 0 when a rate held, be it that none was confirmed', async () => {
    const found = await findMax(1000, (tried, kind) =>
      Promise.resolve({ held: kind === 'probe' && tried <= 5000, why: 'lost', isClear: true }),
    );
    expect(found.isConfirmed).toBe(false);
    expect(found.rate).toBeGreaterThan(4600);
    expect(found.tried.length).toBeLessThan(35);
  });
});

describe('whether a rate holds', () => {
  const RATE = 1000;
  const DURATION_MS = 3000;
  const verification: Verification = {
    verdict: 'valid',
    lost: 0,
    duplicated: 0,
    reordered: 0,
    unexpected: 0,
    examples: [],
  };

  const load = { workers: [] };

  /** Moments every 100 ms of a server that takes so much, and of a sender that sends so much. */
  function momentsOf(taken: number, sentRate = RATE, startBacklog = 0): Moment[] {
    let sent = 0;
    let delivered = 0;
    return Array.from({ length: 30 }, (_, at) => {
      const published = sentRate / 10;
      sent += published;
      const reached = Math.max(0, Math.min(sent, (taken * (at + 1)) / 10) - startBacklog);
      const moment = {
        atMs: (at + 1) * 100,
        published,
        acknowledged: published,
        delivered: reached - delivered,
        backlog: sent - reached,
      };
      delivered = reached;
      return moment;
    });
  }

  const held = (timeline: readonly Moment[]): boolean =>
    hasHeld({ timeline, verification, load }, RATE, DURATION_MS).held;

  test('a server that takes it all', () => {
    expect(held(momentsOf(2000))).toBe(true);
  });

  test('a server far away, with many messages under way all the time', () => {
    expect(held(momentsOf(2000, RATE, 300))).toBe(true);
  });

  test('a server that takes 8 % less', () => {
    expect(held(momentsOf(920))).toBe(false);
  });

  test('a sender that sends 8 % less, since acks come late', () => {
    expect(held(momentsOf(2000, 920))).toBe(false);
  });

  test('a bench that had no CPU left says so where a rate is too much', () => {
    const busy = { workers: [], saturated: 'a publisher process used 99 % of a CPU' };
    const timeline = momentsOf(500);
    expect(hasHeld({ timeline, verification, load: busy }, RATE, DURATION_MS).why).toMatch(
      /^the backlog grew by \d+, .*; a publisher process used 99 % of a CPU$/,
    );
  });

  test('one that was cut short, or got something wrong', () => {
    const timeline = momentsOf(2000);
    expect(
      hasHeld({ timeline, verification, load, partial: 'it died' }, RATE, DURATION_MS),
    ).toMatchObject({ held: false, why: 'it died' });
    const wrong: Verification = { ...verification, verdict: 'invalid', examples: ['one was lost'] };
    expect(hasHeld({ timeline, verification: wrong, load }, RATE, DURATION_MS)).toMatchObject({
      held: false,
      why: 'one was lost',
    });
  });
});
