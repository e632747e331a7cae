import { describe, expect, test } from 'vitest';

import type { LoadPlan } from '../../../src/bench/plan';
import type { Moment } from '../../../src/bench/report';
import { fellBehindOf } from '../../../src/bench/run/backlog-growth';

/** Moments every 250 ms of what is sent for so long at these rates, and of what takes so much of it. */
function momentsOf(seconds: number, sentPerS: number, takenPerS: number): Moment[] {
  let sent = 0;
  let reached = 0;
  return Array.from({ length: seconds * 4 + 8 }, (_, i) => {
    const published = i < seconds * 4 ? sentPerS / 4 : 0;
    sent += published;
    const delivered = Math.min(sent - reached, takenPerS / 4);
    reached += delivered;
    const atMs = (i + 1) * 250;
    return { atMs, published, acknowledged: published, delivered, backlog: sent - reached };
  });
}

type Load = Pick<LoadPlan, 'pace' | 'extent' | 'drain'>;
const atRate = (rate: number, seconds: number): Load => ({
  pace: { kind: 'rate', steps: [{ rate }], window: 16_384 },
  extent: { kind: 'time', durationMs: seconds * 1000 },
  drain: false,
});
const closed: Load = {
  pace: { kind: 'window', window: 256 },
  extent: { kind: 'messages', messages: 4000 },
  drain: false,
};

describe('subscribers fell behind', () => {
  test('when they take less than comes', () => {
    const found = fellBehindOf(momentsOf(5, 800, 576), atRate(800, 5));
    expect(found).toMatchObject({ waitingMax: (800 - 576) * 5 });
    expect(found?.grewPerS).toBeCloseTo(224, 0);
    expect(found?.takenPerS).toBeCloseTo(576, 0);
  });

  test('when the sender gets rid of less than is due, since acks come late', () => {
    const found = fellBehindOf(momentsOf(5, 600, 600), atRate(800, 5));
    expect(found?.waitingMax).toBe(1000);
    expect(found?.takenPerS).toBeCloseTo(600, 0);
  });

  test('also where a sender sends whatever is acknowledged', () => {
    expect(fellBehindOf(momentsOf(5, 800, 400), closed)?.waitingMax).toBe(2000);
  });
});

describe('nobody fell behind', () => {
  test.each<[string, Moment[], Load]>([
    ['when all is taken', momentsOf(5, 800, 2000), atRate(800, 5)],
    ['when everything is published first', momentsOf(5, 800, 0), { ...closed, drain: true }],
    ['when nothing was measured', [], closed],
  ])('%s', (_, moments, load) => {
    expect(fellBehindOf(moments, load)).toBeUndefined();
  });
});
