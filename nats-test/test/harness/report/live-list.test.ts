import { describe, expect, test } from 'vitest';

import { plain } from '../../../src/base/paint';
import { afterEvent, newLiveList, type LiveList } from '../../../src/harness/report/live-list';
import { renderEnded, renderLiveList } from '../../../src/harness/report/render-live';
import type { RunEvent } from '../../../src/harness/report/run-result';
import { queueGroup } from './sample-run';

const names = ['queue-group', 'eviction', 'redelivery'];
const events: readonly RunEvent[] = [
  { kind: 'started', name: 'eviction' },
  { kind: 'step', name: 'eviction', step: 3, steps: 13, text: 'client a connects' },
  { kind: 'ended', result: queueGroup() },
];

function listAfter(happened: readonly RunEvent[], nowMs = 1000): LiveList {
  return happened.reduce((list, event) => afterEvent(list, event, nowMs), newLiveList(names));
}

function render(list: LiveList, size = { columns: 80, rows: 24 }, nowMs = 3500): string[] {
  return renderLiveList('Lessons on x', list, nowMs, size, plain);
}

describe('the live list', () => {
  test('has a line for each lesson: waiting, at a step, or with its verdict and time', () => {
    expect(render(listAfter(events))).toEqual([
      'Lessons on x: 1 of 3 done',
      '  valid     queue-group   0.4 s  30 events, each at one of 3 members',
      '  3 of 13   eviction      2.5 s  client a connects',
      '  waiting   redelivery',
    ]);
  });

  test('counts the time from the start of a lesson, not from its last step', () => {
    const step = { kind: 'step', name: 'eviction', step: 4, steps: 13, text: 'wait 1s' } as const;
    const list = afterEvent(listAfter(events), step, 3000);

    expect(render(list)[2]).toBe('  4 of 13   eviction      2.5 s  wait 1s');
  });

  test.each([20, 40, 60])('leaves the last of %i columns free in each line', (columns) => {
    const widths = render(listAfter(events), { columns, rows: 24 }).map((line) => line.length);

    expect(Math.max(...widths)).toBeLessThan(columns);
  });

  test('on a low terminal shows what runs and counts the rest', () => {
    expect(render(listAfter(events), { columns: 80, rows: 5 })).toEqual([
      'Lessons on x: 1 of 3 done',
      '  3 of 13   eviction      2.5 s  client a connects',
      '  … and 2 more',
    ]);
  });
});

test('where nothing can be drawn again, a lesson is one line when it ends', () => {
  expect(renderEnded(queueGroup(), plain)).toBe(
    'valid    queue-group, 0.4 s: 30 events, each at one of 3 members',
  );
});
