import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { readReport } from '../../../../src/bench/output/compare/read-report';
import { sampleReport, sampleTarget } from '../../../support/bench-report';

const REPORT = sampleReport({
  partial: 'Ctrl+C',
  targets: [
    sampleTarget(
      { rounds: 2, seconds: 1 },
      {
        maxRate: { rate: 5, isConfirmed: true, tried: [{ rate: 6, held: false, why: 'it grew' }] },
      },
    ),
    sampleTarget({ rounds: 1, hasListeners: false, seconds: 1 }),
  ],
});
const TEXT = JSON.stringify(REPORT);

/** The report as JSON has it, with the field at this path set, or taken away. */
function damaged(path: string, value: unknown): string {
  const copy = JSON.parse(TEXT);
  const names = path.split('.');
  const last = names.pop()!;
  let at = copy;
  for (const name of names) at = at[name];
  at[last] = value;
  return JSON.stringify(copy);
}

/** Each field of a value by its path; lists by their first item. */
function pathsOf(value: unknown, path: string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [path.join('.')];
  const entries = Object.entries(value).slice(0, Array.isArray(value) ? 1 : undefined);
  const inner = entries.flatMap(([name, it]) => pathsOf(it, [...path, name]));
  return [...(path.length === 0 ? [] : [path.join('.')]), ...inner];
}

/** Fields that may be missing, and items: a list without one is a shorter list. */
const OPTIONAL = /(^|\.)(partial|maxRate|(endToEnd|publishAck)P(50|99)Ms|\d+)$|^plan\./;

describe('reading a report', () => {
  test('gives back what was written', () => {
    expect(readReport(TEXT)).toEqual(REPORT);
  });

  test('takes a file that an editor has put a mark in front of', () => {
    expect(readReport(`\uFEFF${TEXT}\n`)).toEqual(REPORT);
  });

  test('says what to type where npm has said something first', () => {
    const banner = '\n> nats-test@0.1.0 prebench\n> tsc -b\n\n';
    expect(() => readReport(`${banner}${TEXT}`, 'before.json')).toThrow(
      /^before\.json begins with what npm says of itself\. .* 'npm run --silent bench' or 'npx nats-test bench'\.$/,
    );
  });

  test('leaves out what it does not know', () => {
    expect(readReport(damaged('news', 1))).toEqual(REPORT);
  });

  test('misses every field that must be there, and names it', () => {
    const needed = pathsOf(REPORT).filter((path) => !OPTIONAL.test(path) && path !== 'format');
    expect(needed.length).toBeGreaterThan(60);
    for (const path of needed) {
      const shown = path.replace(/\.(\d+)/g, '[$1]');
      expect(() => readReport(damaged(path, undefined)), path).toThrow(`${shown} is missing`);
    }
  });

  test('takes no value of another kind, anywhere', () => {
    for (const path of pathsOf(REPORT).filter((it) => it !== 'format')) {
      expect(() => readReport(damaged(path, { toString: 1 })), path).toThrow(/damaged result/);
    }
  });

  test.each([
    ['', /^b\.json is empty\. Measure again/],
    ['  \n', /is empty/],
    [TEXT.slice(0, -20), /is no JSON, or was cut off/],
    ['target,kind,round', /is no JSON/],
    ['null', /is no result of nats-test bench/],
    ['[]', /is no result of nats-test bench/],
    ['{"format":7}', /is no result of nats-test bench/],
    ['{"verdict":"valid","runId":"k3f9"}', /is no result of nats-test bench/],
    ['{"format":"nats-test-bench/0"}', /another version.*it is nats-test-bench\/0/],
    [damaged('targets', []), /targets has 0 items, not one or two/],
    [damaged('targets.0.runs.0.rates.published', -1), /rates\.published is less than 0/],
    [damaged('targets.0.runs.0.endToEnd.p99Ms', null), /endToEnd\.p99Ms is no number/],
    [damaged('targets.0.kind', 'cluster'), /targets\[0\]\.kind is none of embedded, process, url/],
    [damaged('targets.0.runs.0.endToEnd.count', 7), /histogram holds \d+ values where count is 7/],
    [damaged('targets.0.runs.0.endToEnd.histogram', 'AAAA'), /endToEnd\.histogram is no histogram/],
    [damaged('targets.0.runs.1.publishAck.histogram', ''), /publishAck\.histogram is no histogram/],
  ])('refuses with one sentence and the next step: %.40s', (text, message) => {
    expect(() => readReport(text, 'b.json')).toThrow(message);
    expect(() => readReport(text, 'b.json')).toThrow(/Measure again with/);
  });

  test('does not let a histogram with a wrong length keep it busy', () => {
    const packed = Buffer.from(REPORT.targets[0]!.runs[0]!.endToEnd.histogram, 'base64');
    const data = inflateSync(packed.subarray(8));
    data.writeUInt32BE(0x7fffffff, 4);
    const bad = Buffer.concat([packed.subarray(0, 8), deflateSync(data)]);
    bad.writeUInt32BE(bad.length - 8, 4);
    const text = damaged('targets.0.runs.0.endToEnd.histogram', bad.toString('base64'));
    expect(() => readReport(text)).toThrow(/is no histogram/);
  });

  test('shows nothing of a foreign file that a terminal would obey', () => {
    const text = JSON.stringify({ format: 'nats-test-bench/\x1b[2J' });
    // eslint-disable-next-line no-control-regex
    expect(() => readReport(text, 'a\x1bb')).toThrow(/^[^\x00-\x1f]*$/);
  });
});
