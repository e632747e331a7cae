import { expect, test } from 'vitest';

import { lineChart } from '../../../src/base/html/line-chart';
import { linearScale } from '../../../src/base/html/scale';
import { named, parseMarkup } from '../../support/parse-markup';

test('a value between two gaps is drawn as a dot, and one with a neighbour as a line', () => {
  const values = [undefined, 5, undefined, 1, 2, undefined];
  const chart = lineChart({
    title: 'Latency',
    unit: 'ms',
    lines: [{ name: 'a', colour: 0, look: 'main', values }],
    places: [0, 0.2, 0.4, 0.6, 0.8, 1],
    placeNames: ['', '', '', '', '', ''],
    xTicks: [],
    y: linearScale(5, 5),
    shown: String,
    frame: { width: 1000, height: 142, left: 0, right: 0, readoutsMax: 0 },
  });
  const page = parseMarkup(chart.markup);
  expect(named(page, 'path').map(({ attributes }) => attributes['d'])).toEqual([
    'M198.5 12L201.5 12M600 92L800 72',
  ]);
  expect(named(page, 'g', 'band')).toEqual([]);
});
