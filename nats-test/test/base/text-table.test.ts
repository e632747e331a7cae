import { describe, expect, test } from 'vitest';

import { coloured, plain } from '../../src/base/paint';
import { renderTable } from '../../src/base/text-table';

const rows = [
  [{ text: 'lesson' }, { text: 'seen' }, { text: 'time' }],
  [
    { text: 'queue-group' },
    { text: '30 events, each at one of 3 members' },
    { text: '0.4 s', right: true as const },
  ],
  [{ text: 'eviction' }, { text: 'gone' }, { text: '13.9 s', right: true as const }],
];

describe('a table', () => {
  test('has columns as wide as what is in them when there is room', () => {
    expect(renderTable(rows, 80, plain)).toEqual([
      'lesson       seen                                 time',
      'queue-group  30 events, each at one of 3 members   0.4 s',
      'eviction     gone                                 13.9 s',
    ]);
  });

  test('goes on in the lines below when there is not', () => {
    expect(renderTable(rows, 34, plain)).toEqual([
      'lesson       seen           time',
      'queue-group  30 events,      0.4 s',
      '             each at one',
      '             of 3 members',
      'eviction     gone           13.9 s',
    ]);
  });

  test.each([28, 40, 80, 200])('is never wider than the %i columns that it has', (columns) => {
    const widths = renderTable(rows, columns, plain).map((line) => line.length);

    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
  });

  test('cuts no word, even where one is longer than its column', () => {
    const text = renderTable(rows, 10, plain).join('\n');

    for (const word of ['queue-group', 'events,', 'members', '13.9 s']) {
      expect(text).toContain(word);
    }
  });

  test('has as many columns in colours as without', () => {
    const [line = ''] = renderTable([[{ text: 'a', style: 'red' }, { text: 'b' }]], 80, coloured);

    expect(line).toBe('\x1b[31ma\x1b[39m  b');
  });
});
