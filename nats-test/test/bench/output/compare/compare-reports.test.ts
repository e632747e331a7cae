import { describe, expect, test } from 'vitest';

import { plain } from '../../../../src/base/paint';
import { compareReports } from '../../../../src/bench/output/compare/compare-reports';
import type { Comparison } from '../../../../src/bench/output/compare/comparison';
import { renderComparison } from '../../../../src/bench/output/compare/render-comparison';
import type { BenchReport, TargetReport } from '../../../../src/bench/report';
import { sampleReport, sampleTarget, withRun } from '../../../support/bench-report';

const MODEL = sampleTarget({ rounds: 1, seconds: 1 });

/** A target whose rounds differ in their rate alone. */
function target(rates: readonly number[], changes: Partial<TargetReport> = {}): TargetReport {
  const runs = rates.map((rate, i) => ({
    ...MODEL.runs[0]!,
    round: i + 1,
    rates: { published: rate, delivered: rate },
  }));
  return { ...MODEL, runs, ...changes };
}

function report(targets: readonly TargetReport[], changes: Partial<BenchReport> = {}): BenchReport {
  return sampleReport({ targets, ...changes });
}

/** The same bench, later. */
function later(it: BenchReport): BenchReport {
  return { ...it, startedAt: '2026-03-02T12:00:00.000Z' };
}

const BEFORE = report([target([1000, 1010, 990])]);

function verdictOn(name: string, { compared }: Comparison): string | undefined {
  return compared[0]?.metrics.find((it) => it.name === name)?.verdict;
}

describe('a comparison of two benches', () => {
  test.each([
    { rates: [800, 810, 790], verdict: 'worse', exitStatus: 1 },
    { rates: [1200, 1210, 1190], verdict: 'better', exitStatus: 0 },
    { rates: [1001, 1011, 991], verdict: 'no difference', exitStatus: 0 },
    // As much less, but who can tell with rounds that differ so much?
    { rates: [800, 1300, 500], verdict: 'no difference', exitStatus: 0 },
  ])('rates of $rates after 1000: $verdict', ({ rates, verdict, exitStatus }) => {
    const comparison = compareReports(BEFORE, report([target(rates)]));
    expect(verdictOn('delivered', comparison)).toBe(verdict);
    expect(comparison.exitStatus).toBe(exitStatus);
  });

  test('a longer latency is worse', () => {
    const runs = BEFORE.targets[0]!.runs.map((run) => ({
      ...run,
      endToEnd: { ...run.endToEnd, p99Ms: run.endToEnd.p99Ms * 2 },
    }));
    const comparison = compareReports(BEFORE, report([target([], { runs })]));
    expect(comparison.sentence).toBe('Worse: end to end p99 by 100 %.');
  });

  test('what is less than the threshold does not count, and the threshold can be set', () => {
    const after = report([target([960, 961, 962])]);
    const before = report([target([1000, 1001, 1002])]);
    expect(compareReports(before, after).verdict).toBe('not worse');
    expect(compareReports(before, after, { threshold: 0.01 }).verdict).toBe('worse');
  });

  test('says from which change on these rounds could have shown it', () => {
    const shows = (rates: readonly number[]): number =>
      compareReports(BEFORE, report([target(rates)])).compared[0]!.metrics[0]!.visible!;
    expect(shows([1000, 1001, 999])).toBe(0.05);
    expect(shows([700, 1000, 1300])).toBeGreaterThan(0.5);
  });

  test('too few rounds: unknown, and how many are needed', () => {
    const comparison = compareReports(BEFORE, report([target([10, 10])]));
    expect(comparison.exitStatus).toBe(2);
    expect(comparison.sentence).toBe(
      'Unknown: published needs 3 whole rounds on each side: before 3, now 2.',
    );
  });

  test('nobody listens: deliveries are not compared, and the rest is', () => {
    const silent = sampleTarget({ hasListeners: false, rounds: 3, noise: 0.001 });
    const comparison = compareReports(report([silent]), report([silent]));
    expect(comparison.compared[0]!.metrics.map(({ name }) => name)).toEqual([
      'published',
      'publish ack p50',
      'publish ack p99',
    ]);
    expect(comparison.exitStatus).toBe(0);
    expect(comparison.warnings.join(), 'nobody asked for more').not.toContain('judged');
  });

  describe('with two targets on both sides', () => {
    const reference = { name: 'nats://reference:4222', kind: 'url' as const };

    test('the ratio is compared, so a slower machine is no loss', () => {
      const before = report([target([1000, 1010, 990]), target([500, 505, 495], reference)]);
      const after = report([target([500, 505, 495]), target([250, 252.5, 247.5], reference)]);
      const comparison = compareReports(before, after);
      expect(comparison.compared[0]).toMatchObject({
        by: 'ratio',
        label: 'embedded / nats://reference:4222',
      });
      expect(verdictOn('delivered', comparison)).toBe('no difference');
    });

    test('a loss against the reference is one, though the machine is faster now', () => {
      const before = report([target([1000, 1010, 990]), target([500, 505, 495], reference)]);
      const after = report([target([1200, 1212, 1188]), target([1000, 1010, 990], reference)]);
      expect(verdictOn('delivered', compareReports(before, after))).toBe('worse');
    });

    test('noise that both targets of a round share does not hide a loss', () => {
      const machine = [1, 0.5, 1.7];
      const rounds = (rate: number, at: readonly number[]): number[] => at.map((it) => rate * it);
      const before = report([
        target(rounds(1000, machine)),
        target(rounds(500, machine), reference),
      ]);
      const after = report([target(rounds(800, machine)), target(rounds(500, machine), reference)]);
      expect(verdictOn('delivered', compareReports(before, after))).toBe('worse');
    });

    test('one of them may have another name: the one that both have is the reference', () => {
      const was = { name: './old', kind: 'process' as const };
      const is = { name: './new', kind: 'process' as const };
      const before = report([target([1, 1, 1], reference), target([3, 3, 3], was)]);
      const after = report([target([2, 2, 2], is), target([1, 1, 1], reference)]);
      const comparison = compareReports(before, after);
      expect(comparison.compared[0]).toMatchObject({
        label: './new / nats://reference:4222',
        beforeLabel: './old / nats://reference:4222',
      });
      expect(verdictOn('delivered', comparison)).toBe('worse');
    });
  });

  test('one target on both sides is compared whatever its name', () => {
    const after = report([target([1000, 1010, 990], { name: './new', kind: 'process' })]);
    expect(compareReports(BEFORE, after).compared[0]).toMatchObject({
      by: 'rounds',
      label: './new',
      beforeLabel: 'embedded',
    });
  });

  test('no target in common: an error that names both', () => {
    const after = report(['a', 'b'].map((name) => target([1, 1, 1], { name, kind: 'process' })));
    expect(() => compareReports(BEFORE, after)).toThrow(
      /no target in common: before embedded, now a and b\. Give/,
    );
  });

  test('another load: an error that names what differs', () => {
    const before = report([target([1])], { plan: { size: '128 bytes', publishers: '1' } });
    const after = report([target([1])], { plan: { size: '1 KiB', publishers: '1', rate: '5000' } });
    expect(() => compareReports(before, after)).toThrow(
      "size was '128 bytes' and is '1 KiB'; rate was nothing and is '5000'. Run one of them again",
    );
  });

  test('another machine: a warning that names what differs', () => {
    const machine = { ...BEFORE.machine, cpus: 2, node: 'v22.1.0' };
    const { warnings } = compareReports(BEFORE, later({ ...BEFORE, machine }));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('CPUs was 8 and is 2; Node was v20.19.0 and is v22.1.0');
  });

  test('the same machine: no warning', () => {
    expect(compareReports(BEFORE, later(BEFORE)).warnings).toEqual([]);
  });

  test('the same file twice: a warning', () => {
    expect(compareReports(BEFORE, BEFORE).warnings).toEqual(['Both are one and the same bench.']);
  });

  describe('when messages went wrong', () => {
    const wrong = withRun(BEFORE, 0, 2, {
      verification: {
        verdict: 'invalid',
        lost: 1,
        duplicated: 0,
        reordered: 0,
        unexpected: 0,
        examples: [],
      },
    });

    test('now: worse, however fast', () => {
      const comparison = compareReports(BEFORE, wrong);
      expect(comparison.exitStatus).toBe(1);
      expect(comparison.sentence).toContain('embedded: 1 lost');
    });

    test('before: unknown, since its figures prove nothing', () => {
      expect(compareReports(wrong, BEFORE).exitStatus).toBe(2);
    });
  });

  test('rounds that were cut short do not count', () => {
    const before = report([target([1000, 1010, 990, 5])]);
    const comparison = compareReports(withRun(before, 0, 4, { partial: 'it ended' }), BEFORE);
    expect(comparison.compared[0]!.metrics[0]!.before?.rounds).toBe(3);
    expect(comparison.warnings).toContain('Partial before: embedded, round 4: it ended');
  });

  test('a bench that was cut short is not called not worse', () => {
    const after = report([target([1000, 1010, 990])], { partial: 'the server has ended' });
    const comparison = compareReports(BEFORE, after);
    expect(comparison.exitStatus).toBe(2);
    expect(comparison.sentence).toBe('Unknown: this bench is partial: the server has ended.');
  });

  test('a bench that was its own limit: a warning', () => {
    const load = { workers: [], saturated: 'the publisher used 99 % of its CPU' };
    const { warnings } = compareReports(BEFORE, later(withRun(BEFORE, 0, 1, { load })));
    expect(warnings).toEqual([
      'Saturated now: embedded, 1 of 3 rounds: the publisher used 99 % of its CPU',
    ]);
  });

  test('highest rates are shown without a verdict', () => {
    const max = (rate: number): Partial<TargetReport> => ({
      maxRate: { rate, isConfirmed: true, tried: [] },
    });
    const before = report([target([1000, 1010, 990], max(9000))]);
    const after = later(report([target([1000, 1010, 990], max(4000))]));
    const comparison = compareReports(before, after);
    expect(comparison.verdict).toBe('not worse');
    expect(comparison.warnings[0]).toContain('highest rate 9,000 before, 4,000 now');
  });
});

describe('a comparison on the terminal', () => {
  test('has a line for each metric, and the verdict as the last one', () => {
    const comparison = compareReports(BEFORE, report([target([800, 810, 790])]));
    const lines = renderComparison(comparison, plain, 80).split('\n');
    expect(lines[0]).toBe('embedded');
    expect(lines[2]).toMatch(/^published msg\/s +1,000 +800 +−20 % +[\d.]+ % +worse$/);
    expect(lines.at(-1)).toBe('Worse: published by 20 %, delivered by 20 %.');
  });

  test.each([80, 60])('has no line longer than %i columns', (width) => {
    const comparison = compareReports(BEFORE, report([target([10, 10])]));
    const lines = renderComparison(comparison, plain, width).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });
});
