import { build } from 'hdr-histogram-js';
import { expect, test } from 'vitest';

import { renderHdr } from '../../../src/bench/output/render-hdr';
import { latenciesOf, sampleReport, sampleTarget, withRun } from '../../support/bench-report';

/** Percentile and value in ms of each line that is one. */
function curveOf(text: string): { valueMs: number; percentile: number; count: number }[] {
  return [...text.matchAll(/^ +([\d.]+) ([\d.]+) +(\d+)/gm)].map(
    ([, value, percentile, count]) => ({
      valueMs: Number(value),
      percentile: Number(percentile),
      count: Number(count),
    }),
  );
}

function flat(valueMs: number, count: number): ReturnType<typeof latenciesOf> {
  const histogram = build();
  histogram.recordValueWithCount(valueMs * 1000, count);
  return latenciesOf(histogram);
}

test('a file for each target and latency', () => {
  expect(renderHdr(sampleReport()).map(({ name }) => name)).toEqual([
    'embedded-publish-delay',
    'embedded-publish-ack',
    'embedded-end-to-end',
    'nats-streaming-server-publish-delay',
    'nats-streaming-server-publish-ack',
    'nats-streaming-server-end-to-end',
  ]);
});

test('the file is what plotters of HdrHistogram read, in ms', () => {
  const targets = [sampleTarget({ rounds: 1 })];
  const report = withRun(sampleReport({ targets }), 0, 1, { endToEnd: flat(2, 1000) });
  const text = renderHdr(report).find(({ name }) => name.endsWith('end-to-end'))!.text;
  expect(text).toMatch(/^ +Value +Percentile TotalCount 1\/\(1-Percentile\)\n\n/);
  expect(curveOf(text).at(-1)).toEqual({ valueMs: 2, percentile: 1, count: 1000 });
  expect(text).toMatch(/#\[Max +=/);
});

test('all rounds of a target are in its file', () => {
  const targets = [sampleTarget({ rounds: 2 })];
  const one = withRun(sampleReport({ targets }), 0, 1, { endToEnd: flat(1, 300) });
  const both = withRun(one, 0, 2, { endToEnd: flat(9, 100) });
  const curve = curveOf(renderHdr(both).find(({ name }) => name.endsWith('end-to-end'))!.text);
  expect(curve.find(({ percentile }) => percentile >= 0.7)!.valueMs).toBeCloseTo(1, 2);
  expect(curve.at(-1)!.valueMs).toBeCloseTo(9, 1);
  expect(curve.at(-1)!.count).toBe(400);
});

test('no file for what has no values', () => {
  const report = sampleReport({ targets: [sampleTarget({ hasListeners: false })] });
  expect(renderHdr(report).map(({ name }) => name)).toEqual([
    'embedded-publish-delay',
    'embedded-publish-ack',
  ]);
});

test.each([
  ['../../etc/passwd', '/'],
  ['a b\nc', 'a:*?"<>|'],
  ['/one/server', '/two/server'],
])('names of files are safe and differ for targets %j and %j', (first, second) => {
  const targets = [sampleTarget({ name: first }), sampleTarget({ name: second })];
  const names = renderHdr(sampleReport({ targets })).map(({ name }) => name);
  expect(new Set(names).size).toBe(6);
  for (const name of names) expect(name).toMatch(/^\w[\w.-]*$/);
});
