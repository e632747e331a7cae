import { describe, expect, test } from 'vitest';

import { compareReports } from '../../../../src/bench/output/compare/compare-reports';
import { renderHtml } from '../../../../src/bench/output/html/render-html';
import type { BenchReport } from '../../../../src/bench/report';
import { sampleReport, sampleTarget, withRun } from '../../../support/bench-report';

const SMALL = { rounds: 3, seconds: 2 };

function report(changes: Partial<BenchReport> = {}): BenchReport {
  return sampleReport({
    targets: [
      sampleTarget(SMALL),
      sampleTarget({ ...SMALL, name: '/opt/server', kind: 'process' }),
    ],
    ...changes,
  });
}

const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\x00`;

/** The page without its tags, as a reader sees it. */
function textOf(page: string): string {
  return page
    .replace(/<style>[^]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

/** Titles of the charts. */
function chartsOf(page: string): string[] {
  return [...page.matchAll(/<figcaption>\s*([^<]*?)\s*</g)].map(([, title]) => title!);
}

/** Tags that are never closed, or closed by another one. */
function unbalanced(page: string): string[] {
  const empty = new Set(['meta', '!doctype']);
  const open: string[] = [];
  for (const [, slash, name = '', rest = ''] of page.matchAll(/<(\/?)([!a-z][\w]*)([^>]*)>/g)) {
    if (empty.has(name) || rest.endsWith('/')) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}

describe('the page of a bench', () => {
  test('shows throughput, backlog and latency over time, and the percentile curves', () => {
    expect(chartsOf(renderHtml(report()))).toEqual([
      'Delivered',
      'Backlog',
      'Latency end to end, p50',
      'Latency end to end, p99',
      'Latency end to end',
      'Latency publish ack',
      'Latency publish delay',
    ]);
  });

  test('shows what was published and acknowledged where nobody listens', () => {
    const targets = [sampleTarget({ ...SMALL, hasListeners: false })];
    expect(chartsOf(renderHtml(report({ targets })))).toEqual([
      'Published',
      'Latency publish ack, p50',
      'Latency publish ack, p99',
      'Latency publish ack',
      'Latency publish delay',
    ]);
  });

  test('has a line for each target in each chart, and thin ones for the rounds', () => {
    const delivered = /<figure[^]*?<\/figure>/.exec(renderHtml(report()))![0];
    const lines = [...delivered.matchAll(/class="line (c\d) (\w+)"/g)].map(([, c, look]) => [
      c,
      look,
    ]);
    expect(lines.filter(([, look]) => look === 'main')).toEqual([
      ['c0', 'main'],
      ['c1', 'main'],
    ]);
    expect(lines.filter(([, look]) => look === 'faint')).toHaveLength(6);
  });

  test('draws a higher rate further up', () => {
    const targets = [100, 200].map((rate, i) =>
      sampleTarget({ ...SMALL, rate, noise: 0, name: `${i}`, rounds: 1 }),
    );
    const page = renderHtml(report({ targets }));
    const heights = [...page.matchAll(/class="line c\d main"\s+d="M[\d.]+ ([\d.]+)/g)]
      .slice(0, 2)
      .map(([, y]) => Number(y));
    expect(heights[0]).toBeGreaterThan(heights[1]!);
  });

  test('begins with the verdict and the headline', () => {
    const text = textOf(renderHtml(report()));
    expect(text.indexOf('Valid')).toBeGreaterThan(-1);
    expect(text.indexOf('Valid')).toBeLessThan(text.indexOf('messages a second'));
    expect(text).toMatch(
      /embedded delivers [\d,]+ messages a second; no difference from server seen/,
    );
  });

  test('says how many times as fast, and whether that is no noise', () => {
    const targets = [
      sampleTarget(SMALL),
      sampleTarget({ ...SMALL, name: '/opt/server', kind: 'process', rate: 20_000, seed: 3 }),
    ];
    const text = textOf(renderHtml(report({ targets })));
    expect(text).toMatch(/embedded delivers [\d,]+ messages a second, 2\.\d+x as many as server/);
    expect(text).toMatch(/Better embedded than \/opt\/server in published \(2\.\d+x\), delivered/);
  });

  test('has a latency as headline where a rate was asked for', () => {
    const plan = { ...report().plan, publishing: '2000/s, window of 16384' };
    const text = textOf(renderHtml(report({ plan, targets: [sampleTarget(SMALL)] })));
    expect(text).toMatch(/embedded has a p99 of [\d.]+ ms end to end at [\d,]+ messages a second/);
    expect(text).toMatch(/[\d.]+ ms, p99 end to end/);
    const fellBehind = { waitingMax: 9, grewPerS: 2, takenPerS: 5 };
    const behind = withRun(report({ plan, targets: [sampleTarget(SMALL)] }), 0, 1, { fellBehind });
    expect(textOf(renderHtml(behind))).toMatch(/embedded falls behind at [\d,]+ messages a second/);
  });

  test('does not boast of a speed at which messages were lost', () => {
    const verification = {
      verdict: 'invalid' as const,
      lost: 3,
      duplicated: 0,
      reordered: 0,
      unexpected: 0,
      examples: ['message 7 was never delivered'],
    };
    const text = textOf(renderHtml(withRun(report(), 0, 2, { verification })));
    expect(text).toContain('Invalid embedded: 3 lost.');
    expect(text).toContain('embedded did not deliver what was sent');
    expect(text).toContain('message 7 was never delivered');
    expect(text).not.toContain('as many as');
  });

  test('loads nothing, runs nothing, and forbids both', () => {
    const page = renderHtml(report());
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<iframe|src=|href=|url\(|@import|https?:/i);
  });

  test('lets no text of the report become markup', () => {
    const target = sampleTarget(
      { ...SMALL, name: EVIL, kind: 'process' },
      { maxRate: { rate: 1, isConfirmed: true, tried: [{ rate: 2, held: false, why: EVIL }] } },
    );
    const before = report({
      targets: [target],
      partial: EVIL,
      args: [EVIL, '--size'],
      plan: { [EVIL]: EVIL },
      version: EVIL,
      startedAt: EVIL,
      machine: { cpus: 1, cpuModel: EVIL, memoryBytes: 1, platform: EVIL, node: EVIL },
    });
    const now = withRun({ ...before, startedAt: 'later' }, 0, 1, {
      partial: EVIL,
      errors: [{ text: EVIL, count: 1 }],
      load: { workers: [], saturated: EVIL },
      verification: {
        verdict: 'invalid',
        lost: 1,
        duplicated: 0,
        reordered: 0,
        unexpected: 0,
        examples: [EVIL],
      },
    });
    const page = renderHtml(now, { report: before, comparison: compareReports(before, now) });
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script|<img|\0/);
    expect(unbalanced(page)).toEqual([]);
  });

  test('says what was typed so that a shell takes it', () => {
    const page = renderHtml(report({ args: ['bench', 'embedded', '--queue', "it's a"] }));
    expect(page).toContain('nats-test bench embedded --queue &#39;it&#39;\\&#39;&#39;s a&#39;');
  });

  test('has the comparison with an earlier bench, and its curves', () => {
    const before = report({ startedAt: 'before' });
    const page = renderHtml(report(), {
      report: before,
      comparison: compareReports(before, report()),
    });
    expect(textOf(page)).toContain('Not worse no difference seen.');
    expect(page.match(/class="line c\d before"/g)).toHaveLength(6);
  });

  test.each([
    ['no round', []],
    ['no target at all', undefined],
  ])('can be made of %s', (_, runs) => {
    const targets = runs === undefined ? [] : [sampleTarget({ rounds: 0 })];
    const page = renderHtml(report({ targets }));
    expect(textOf(page)).toContain('nothing was measured');
    expect(unbalanced(page)).toEqual([]);
  });

  test('shows the search for the highest rate', () => {
    const tried = [{ rate: 4000, held: false, why: 'the backlog grew by 900 a second' }];
    const targets = [sampleTarget(SMALL, { maxRate: { rate: 2000, isConfirmed: true, tried } })];
    const text = textOf(renderHtml(report({ targets })));
    expect(text).toContain('4,000 msg/s did not hold the backlog grew by 900 a second');
  });

  test('does not draw what the end of a round cuts short: it would look like a fall to nothing', () => {
    const model = sampleTarget({ rounds: 1, seconds: 1 }).runs[0]!;
    const moment = { published: 1000, acknowledged: 1000, delivered: 1000, backlog: 0 };
    const timeline = [1, 2, 3, 4].map((i) => ({ ...moment, atMs: i * 1000 }));
    const page = (durationMs: number): string => {
      const target = { ...sampleTarget({ rounds: 0 }), runs: [{ ...model, timeline, durationMs }] };
      return renderHtml(report({ targets: [target] }));
    };
    expect(page(4000)).toContain('4.00 s');
    expect(page(3001)).not.toContain('4.00 s');
    expect(page(3001)).toContain('3.00 s');
  });

  test('stays below 1 MB for an hour of five rounds, and keeps a stall of a second in sight', () => {
    const model = sampleTarget({ rounds: 1, seconds: 1 }).runs[0]!;
    const timeline = Array.from({ length: 3600 }, (_, i) => ({
      atMs: (i + 1) * 1000,
      published: 1000,
      acknowledged: 1000,
      delivered: 1000,
      backlog: i === 1801 ? 77_777 : 5,
      endToEndP50Ms: 1,
      endToEndP99Ms: i === 1801 ? 4321 : 2,
    }));
    const durationMs = 3_600_000;
    const runs = [1, 2, 3, 4, 5].map((round) => ({ ...model, round, timeline, durationMs }));
    const target = { ...sampleTarget({ rounds: 0 }), runs };
    const page = renderHtml(report({ targets: [target, { ...target, name: 'other' }] }));
    expect(page.length).toBeLessThan(1_000_000);
    const highest = Math.min(
      ...[...page.matchAll(/class="line c0 main"\s+d="([^"]*)"/g)].map(([, d]) =>
        Math.min(...[...d!.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y))),
      ),
    );
    expect(page).toContain('80,000');
    expect(highest).toBeLessThan(25);
  });
});
