import { describe, expect, test } from 'vitest';

import { plain } from '../../../src/base/paint';
import type { CheckedHistory } from '../../../src/harness/report/checked-history';
import { reportCheck } from '../../../src/harness/report/check-report';
import { renderCheck } from '../../../src/harness/report/render-check';
import { renderRun } from '../../../src/harness/report/render-run';
import { header } from '../history/every-operation';
import { brokenQueueGroup, eviction, queueGroup, sampleRun } from './sample-run';

const of = (result: ReturnType<typeof queueGroup>, runId = 'k3f9'): CheckedHistory => ({
  file: `${runId}/${result.name}.ndjson`,
  header: { ...header, runId, scenario: result.name },
  result,
});
const unread: CheckedHistory = { file: 'x', problem: 'x is no whole history' };
const render = (...checked: CheckedHistory[]): string => renderCheck(checked, plain, 80);

describe('histories that were judged again', () => {
  test('of one run are shown as verify shows that run', () => {
    const { historyFolder: _, ...run } = sampleRun({ elapsedMs: eviction().elapsedMs });

    expect(render(of(queueGroup()), of(eviction()))).toBe(renderRun(run, plain, 80));
  });

  test('of several runs have a table each, and a last line', () => {
    const text = render(of(queueGroup()), of(brokenQueueGroup(), 'other'), of(eviction()));

    expect(text.match(/^lesson /gm)).toHaveLength(2);
    expect(text).toMatch(/\nValid: all 2 lessons on the embedded server, in 3.9 s\.\n/);
    expect(text.split('\n').at(-1)).toBe('Invalid: 3 histories of 2 runs.');
  });

  test('are not valid when one could not be judged', () => {
    const text = render(of(queueGroup()), unread);

    expect(text.split('\n').at(-1)).toBe(
      "Unknown: 2 histories of 1 run, of which 1 can't be judged.",
    );
  });

  test('are JSON in the order of the files, with the worst verdict', () => {
    const report = reportCheck([of(brokenQueueGroup()), unread, of(eviction(), 'other')]);

    expect(report).toMatchObject({
      verdict: 'invalid',
      histories: [
        { name: 'queue-group', verdict: 'invalid', problem: null, seed: 42, runId: 'k3f9' },
        { file: 'x', verdict: 'unknown', problem: 'x is no whole history' },
        { name: 'eviction', verdict: 'valid', runId: 'other' },
      ],
    });
    expect(report.histories[0]).not.toHaveProperty('history');
  });
});
