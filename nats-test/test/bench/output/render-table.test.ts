import { describe, expect, test } from 'vitest';

import { coloured, plain } from '../../../src/base/paint';
import { renderTable } from '../../../src/bench/output/render-table';
import type { RunReport } from '../../../src/bench/report';
import { sampleReport, sampleTarget, withRun } from '../../support/bench-report';

function linesOf(text: string): string[] {
  return text.split('\n');
}

function lineWith(text: string, start: string): string {
  return linesOf(text).find((line) => line.startsWith(start)) ?? `no line begins with ${start}`;
}

/** A report whose rounds publish at these rates, and at the second ones with a second target. */
function atRates(...rates: readonly number[][]): ReturnType<typeof sampleReport> {
  return sampleReport({
    targets: rates.map((ofTarget, i) => {
      const target = sampleTarget({ name: `server ${i + 1}`, rounds: ofTarget.length });
      const runs = target.runs.map((run, at) => ({
        ...run,
        rates: { published: ofTarget[at]!, delivered: ofTarget[at]! },
      }));
      return { ...target, runs };
    }),
  });
}

describe('the table of a bench', () => {
  test('shows the median of the rounds and how far they lie apart', () => {
    const text = renderTable(atRates([1000, 1100, 1900]), plain, 80);
    expect(lineWith(text, 'published')).toMatch(/^published msg\/s +1,100 +82 %$/);
  });

  test('shows how many times the other one the first target is', () => {
    const text = renderTable(atRates([3000, 2800, 2900], [1000, 1400, 1450]), plain, 64);
    expect(lineWith(text, 'delivered')).toMatch(/2\.07x$/);
  });

  test('shows, where there is room, the ratio of the rounds that ran in turn', () => {
    const text = renderTable(atRates([3000, 2800], [1000, 1400]), plain, 120);
    expect(lineWith(text, 'delivered')).toMatch(/2\.42x \(2\.00x-3\.00x\)$/);
  });

  test('has five figures for each of the three latencies', () => {
    const text = renderTable(sampleReport(), plain, 80);
    for (const latency of ['publish delay', 'publish ack', 'end to end']) {
      const labels = linesOf(text)
        .filter((line) => line.startsWith(latency))
        .map((line) => line.slice(latency.length + 1).split(' ')[0]);
      expect(labels).toEqual(['p50', 'p90', 'p99', 'p99.9', 'max']);
    }
  });

  test.each([120, 80, 60, 44])('has no line longer than a terminal of %i columns', (width) => {
    const lines = linesOf(renderTable(sampleReport({ partial: 'Ctrl+C' }), plain, width));
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  test('has no line longer than 80 columns with two paths, all notes and a search', () => {
    const maxRate = {
      rate: 123_456,
      isConfirmed: true,
      tried: [{ rate: 9, held: false, why: 'it grew '.repeat(30) }],
    };
    const run = {
      errors: [{ text: 'no ack '.repeat(20), count: 3 }],
      partial: 'it ended '.repeat(20),
    };
    const targets = ['/a/very/long/path/to/the/old/server', '/a/very/long/path/to/the/new/server'];
    const report = sampleReport({
      targets: targets.map((name) => sampleTarget({ name }, { maxRate })),
    });
    const lines = linesOf(renderTable(withRun(report, 1, 2, run), plain, 80));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('puts one target below the other where the terminal is narrow', () => {
    const text = renderTable(sampleReport(), plain, 40);
    expect(linesOf(text).filter((line) => line.startsWith('published msg/s'))).toHaveLength(2);
  });

  test('looks the same with colours, but for the colours', () => {
    const report = sampleReport({ partial: 'Ctrl+C' });
    // eslint-disable-next-line no-control-regex
    const without = renderTable(report, coloured, 80).replace(/\x1b\[\d+m/g, '');
    expect(without).toBe(renderTable(report, plain, 80));
  });

  test('has no latency of deliveries where nobody listens', () => {
    const targets = [sampleTarget({ hasListeners: false })];
    const text = renderTable(sampleReport({ targets }), plain, 80);
    expect(text).not.toMatch(/end to end|delivered msg/);
    expect(text).toMatch(/Unknown: nobody subscribed, so acks alone were counted: (\S+) of \1\s/);
  });

  test('has no spread for one round', () => {
    const text = renderTable(atRates([1000]), plain, 80);
    expect(lineWith(text, 'published')).toMatch(/^published msg\/s +1,000$/);
  });

  test('leaves a round that was cut short out of the medians, and says why', () => {
    const report = withRun(atRates([1000, 1100, 9000]), 0, 3, { partial: 'the server has ended' });
    const text = renderTable(report, plain, 80);
    expect(lineWith(text, 'published')).toMatch(/^published msg\/s +1,050 /);
    expect(text).toContain('partial: server 1, round 3: the server has ended');
  });

  test('shows what there is when no round went to its end', () => {
    const report = withRun(atRates([1000]), 0, 1, { partial: 'Ctrl+C' });
    expect(lineWith(renderTable(report, plain, 80), 'published')).toMatch(/1,000$/);
  });

  test('says when the bench was the limit, once for all rounds', () => {
    const load = { workers: [], saturated: 'the publisher used 99 % of its CPU' };
    const report = withRun(withRun(atRates([1, 2, 3]), 0, 1, { load }), 0, 2, { load });
    expect(linesOf(renderTable(report, plain, 80))).toContain(
      'saturated: server 1, 2 of 3 rounds: the publisher used 99 % of its CPU',
    );
  });

  test('shows the highest rate that holds, and why the next one does not', () => {
    const tried = [
      { rate: 2000, held: false, why: 'a hiccup' },
      { rate: 2000, held: true, why: 'the backlog stayed below 10' },
      { rate: 4000, held: true, why: 'the backlog stayed below 10' },
      { rate: 8000, held: false, why: 'the backlog grew by 900 a second' },
      { rate: 6000, held: false, why: 'the backlog grew by 100 a second' },
    ];
    const target = sampleTarget(
      { rounds: 0 },
      { maxRate: { rate: 4000, isConfirmed: true, tried } },
    );
    const text = renderTable(sampleReport({ targets: [target] }), plain, 80);
    expect(lineWith(text, 'highest rate')).toMatch(/4,000$/);
    expect(text).toContain('6,000 msg/s did not hold: the backlog grew by 100 a second');
    expect(text).not.toContain('a hiccup');
  });

  test('begins with a red verdict, and what proves it, when a message is lost', () => {
    const verification = {
      verdict: 'invalid' as const,
      lost: 2,
      duplicated: 0,
      reordered: 1,
      unexpected: 0,
      examples: ['message 7 of publisher 1 was never delivered'],
    };
    const report = withRun(sampleReport(), 0, 2, { verification });
    const lines = linesOf(renderTable(report, plain, 80));
    expect(lines.slice(1, 3)).toEqual([
      'Invalid: embedded: 2 lost, 1 reordered.',
      'embedded: message 7 of publisher 1 was never delivered',
    ]);
    expect(lines.slice(-2).join(' ')).toMatch(/^Unknown: of two servers of which one /);
    expect(renderTable(report, coloured, 80)).toContain('\x1b[31mInvalid');
  });

  test('says for each target once how busy the bench was, in the words of the busiest round', () => {
    const busy = (percent: number): Partial<RunReport> => ({
      load: { workers: [], saturated: `all CPUs were busy (${percent} %)` },
    });
    const report = withRun(withRun(atRates([1, 2, 3]), 0, 1, busy(97)), 0, 3, busy(99));
    const notes = linesOf(renderTable(report, plain, 80)).filter((it) =>
      it.startsWith('saturated'),
    );
    expect(notes).toEqual(['saturated: server 1, 2 of 3 rounds: all CPUs were busy (99 %)']);
  });

  test('says that subscribers fell behind, though every message was right', () => {
    const fellBehind = { waitingMax: 1125, grewPerS: 225, takenPerS: 575 };
    const plan = { ...sampleReport().plan, work: '5ms' };
    const text = renderTable(
      { ...withRun(atRates([800]), 0, 1, { fellBehind }), plan },
      plain,
      160,
    );
    expect(text).toMatch(/^Valid: /m);
    expect(text).toMatch(
      /^fell behind: server 1, the backlog grew to 1,125 messages, by 225 a second; the subscribers take about 575\/s$/m,
    );
  });

  test('shows the largest backlog, and how long it took where it was published first', () => {
    const report = withRun(atRates([800]), 0, 1, { drainMs: 1234 });
    expect(lineWith(renderTable(report, plain, 80), 'largest backlog')).toMatch(/messages +\d+$/);
    expect(renderTable(report, plain, 80)).not.toMatch(/^drain/m);
    const drained = { ...report, plan: { ...report.plan, drain: 'everything first' } };
    expect(lineWith(renderTable(drained, plain, 80), 'drain')).toMatch(/^drain ms +1,234$/);
  });

  test('says once why it was cut short', () => {
    const partial = 'interrupted by SIGINT';
    const report = withRun(sampleReport({ partial }), 0, 5, { partial });
    expect(renderTable(report, plain, 80).match(/SIGINT/g)).toHaveLength(1);
  });

  test('closes with which of two targets is better', () => {
    const rates = [
      [3000, 3100, 2900, 3050, 2950],
      [1000, 1050, 980, 1010, 1000],
    ];
    const [last = ''] = linesOf(renderTable(atRates(...rates), plain, 300)).slice(-1);
    expect(last).toMatch(/^Better: server 1 than server 2 in published \(2\.9\dx\), delivered/);
  });

  test('ends with no verdict when a round could not be judged', () => {
    const verification = {
      verdict: 'unknown' as const,
      lost: 0,
      duplicated: 0,
      reordered: 0,
      unexpected: 0,
      examples: [],
    };
    const report = withRun(sampleReport(), 1, 2, { verification });
    expect(renderTable(report, plain, 120)).toMatch(/\nUnknown: what \S+ delivered could not/);
  });

  test('says that nothing was measured', () => {
    const report = sampleReport({ targets: [sampleTarget({ rounds: 0 })] });
    expect(renderTable(report, plain, 80)).toBe(
      'embedded: nothing was measured\nUnknown: nothing was measured.',
    );
  });

  test('tells two targets of one name apart', () => {
    const report = sampleReport({ targets: [sampleTarget(), sampleTarget({ seed: 7 })] });
    expect(renderTable(report, plain, 80)).toContain('embedded (1) against embedded (2)');
  });

  test('lets no name do anything to the terminal', () => {
    const report = sampleReport({
      targets: [sampleTarget({ name: 'a\x1b[2Jb' })],
      partial: '\x07',
    });
    // eslint-disable-next-line no-control-regex
    expect(renderTable(report, plain, 80)).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });
});
