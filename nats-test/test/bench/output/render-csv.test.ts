import { expect, test } from 'vitest';

import { renderCsv } from '../../../src/bench/output/render-csv';
import { sampleReport, sampleTarget, withRun } from '../../support/bench-report';

/** Lines of cells by the header's names; for texts without quotes. */
function rowsOf(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    expect(cells).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, i) => [name, cells[i]!]));
  });
}

test('one line for each target and round', () => {
  const rows = rowsOf(renderCsv(sampleReport()));
  expect(rows.map((row) => `${row['target']} ${row['round']}`)).toEqual([
    ...[1, 2, 3, 4, 5].map((round) => `embedded ${round}`),
    ...[1, 2, 3, 4, 5].map((round) => `/opt/nats/bin/nats-streaming-server ${round}`),
  ]);
});

test('a line has the figures of its round', () => {
  const report = sampleReport();
  const run = report.targets[1]!.runs[2]!;
  const row = rowsOf(renderCsv(report))[7]!;
  expect(Number(row['published_per_s'])).toBeCloseTo(run.rates.published, 2);
  expect(Number(row['end_to_end_p99_ms'])).toBeCloseTo(run.endToEnd.p99Ms, 3);
  expect(Number(row['publish_ack_p999_ms'])).toBeCloseTo(run.publishAck.p999Ms, 3);
  expect(row['verdict']).toBe('valid');
});

test('each name stands once in the header', () => {
  const names = renderCsv(sampleReport()).split('\n')[0]!.split(',');
  expect(new Set(names).size).toBe(names.length);
});

test('what was not measured is empty, not 0', () => {
  const [row] = rowsOf(
    renderCsv(sampleReport({ targets: [sampleTarget({ hasListeners: false, rounds: 1 })] })),
  );
  expect(row!['end_to_end_p99_ms']).toBe('');
  expect(row!['end_to_end_count']).toBe('0');
  expect(row!['drain_ms']).toBe('');
});

test('names and reasons may hold commas, quotes and line feeds', () => {
  const targets = [sampleTarget({ name: 'a "b", c', rounds: 1 })];
  const report = withRun(sampleReport({ targets }), 0, 1, { partial: 'one\ntwo' });
  const text = renderCsv(report);
  expect(text).toContain('\n"a ""b"", c",embedded,1,');
  expect(text).toMatch(/,"one\ntwo"\n$/);
});

test('a bench that measured nothing has the header alone', () => {
  const text = renderCsv(sampleReport({ targets: [] }));
  expect(text.split('\n')).toHaveLength(2);
});
