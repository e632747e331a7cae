import { describe, expect, test } from 'vitest';

import {
  encodeHistogram,
  latenciesOf,
  mergeHistograms,
  newHistogram,
  record,
} from '../../../src/bench/latencies';
import { turnsOf } from '../../../src/bench/run/round-order';
import { saturationOf } from '../../../src/bench/run/saturation';
import { timelineOf } from '../../../src/bench/run/timeline';

function histogramOf(digits: 2 | 3, ...us: number[]): string {
  const histogram = newHistogram(digits);
  for (const value of us) record(histogram, value);
  return encodeHistogram(histogram);
}

const quiet = { published: 0, acknowledged: 0, delivered: {} };

describe('the timeline', () => {
  const options = { intervalMs: 100, identities: 2, warmUpMs: 200 };

  test('puts workers together; the backlog is that of the subscription furthest behind', () => {
    const moments = timelineOf(
      [
        { index: 2, published: 10, acknowledged: 8, delivered: {} },
        { index: 2, published: 5, acknowledged: 5, delivered: {} },
        { index: 2, ...quiet, delivered: { 0: 15, 1: 4 } },
        { index: 3, ...quiet, acknowledged: 2, delivered: { 1: 11 } },
      ],
      options,
    );

    expect(moments).toEqual([
      { atMs: 100, published: 15, acknowledged: 13, delivered: 19, backlog: 11 },
      { atMs: 200, published: 0, acknowledged: 2, delivered: 11, backlog: 0 },
    ]);
  });

  test('an interval in which nothing happened is there, too', () => {
    const moments = timelineOf(
      [
        { index: 2, published: 1, acknowledged: 1, delivered: {} },
        { index: 4, ...quiet, delivered: { 0: 1, 1: 1 } },
      ],
      options,
    );

    expect(moments.map(({ atMs, backlog }) => [atMs, backlog])).toEqual([
      [100, 1],
      [200, 1],
      [300, 0],
    ]);
  });

  test('percentiles are those of all workers together', () => {
    const [moment] = timelineOf(
      [
        { index: 2, ...quiet, endToEnd: histogramOf(2, 1000, 1000, 1000) },
        { index: 2, ...quiet, endToEnd: histogramOf(2, 50_000) },
      ],
      options,
    );

    expect(moment?.endToEndP50Ms).toBeCloseTo(1, 1);
    expect(moment?.endToEndP99Ms).toBeCloseTo(50, 0);
    expect(moment).not.toHaveProperty('publishAckP50Ms');
  });

  test('where nobody listens the backlog is what has no ack', () => {
    const facts = [{ index: 2, published: 5, acknowledged: 3, delivered: {} }];
    expect(timelineOf(facts, { ...options, identities: 0 })[0]?.backlog).toBe(2);
  });
});

describe('latencies', () => {
  test('of several workers are one histogram, in milliseconds', () => {
    const many = Array.from({ length: 990 }, () => 1000);
    const few = Array.from({ length: 10 }, () => 250_000);

    const latencies = latenciesOf(
      mergeHistograms([histogramOf(3, ...many), histogramOf(3, ...few)]),
    );

    expect(latencies.count).toBe(1000);
    expect(latencies.p50Ms).toBeCloseTo(1, 2);
    expect(latencies.p99Ms).toBeCloseTo(1, 2);
    expect(latencies.p999Ms).toBeCloseTo(250, 0);
    expect(latencies.maxMs).toBeCloseTo(250, 0);
    expect(mergeHistograms([latencies.histogram]).totalCount).toBe(1000);
  });

  test('of nothing are zero', () => {
    expect(latenciesOf(newHistogram())).toMatchObject({ count: 0, minMs: 0, p99Ms: 0, maxMs: 0 });
  });

  test('that are below zero, or longer than an hour, have a place', () => {
    const latencies = latenciesOf(mergeHistograms([histogramOf(3, -0.4, 8e9)]));
    expect(latencies).toMatchObject({ count: 2, minMs: 0 });
    expect(latencies.maxMs).toBeGreaterThan(3_590_000);
  });
});

test('two targets take turns, and who begins alternates', () => {
  const turns = turnsOf(2, 3).map(({ target, round }) => `${round}${'AB'.charAt(target)}`);
  expect(turns).toEqual(['1A', '1B', '2B', '2A', '3A', '3B']);
});

describe('the bench says that it was the limit', () => {
  const worker = { role: 'publisher', cpuPercent: 40, stallMsMax: 1 } as const;

  test('when a worker had no CPU left', () => {
    const busy = { role: 'subscriber', cpuPercent: 96.6, stallMsMax: 1 } as const;
    expect(saturationOf([worker, busy], 20, { busyPercent: 60, cpus: 2 })).toMatch(
      /^a subscriber process .* 97 % of a CPU/,
    );
  });

  test('when the machine had none left', () => {
    expect(saturationOf([worker, worker], 70, { busyPercent: 99, cpus: 2 })).toMatch(
      /^all CPUs of this machine were busy \(99 %\)/,
    );
  });

  test('not when others had them: a bench that took little of a busy machine', () => {
    expect(saturationOf([worker], 10, { busyPercent: 99, cpus: 2 })).toBe(
      'the machine was busy with other things (all CPUs 99 %, this bench 25 %): measure again when it is not',
    );
    expect(saturationOf([worker], undefined, { busyPercent: 99, cpus: 2 })).toMatch(
      /^the machine was busy with other things, be it with the server, /,
    );
  });

  test('and else nothing', () => {
    expect(saturationOf([worker], 20, { busyPercent: 60, cpus: 2 })).toBeUndefined();
  });
});
