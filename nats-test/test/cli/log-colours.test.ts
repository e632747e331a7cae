import { expect, test } from 'vitest';

import { paintFor } from '../../src/cli/colours';
import { paintLogLine } from '../../src/cli/log-colours';
import { coloured, plain } from '../../src/base/paint';

const line = '[7] 2026/11/21 08:40:00.344187 [INF] STREAM: [DBG] is no level here';

test('the level of a log line is coloured, as the real server does on a terminal', () => {
  expect(paintLogLine(line, coloured)).toBe(line.replace('INF', '\x1b[32mINF\x1b[39m'));
});

test('so is that of the last line of a server that could not start', () => {
  expect(paintLogLine('[7] [FTL] Error', coloured)).toBe('[7] [\x1b[31mFTL\x1b[39m] Error');
});

test('and stays as it is where there are no colours', () => {
  expect(paintLogLine(line, plain)).toBe(line);
});

test.each([
  { where: 'a terminal', stream: { isTTY: true }, env: {}, paint: coloured },
  { where: 'a pipe', stream: {}, env: {}, paint: plain },
  {
    where: 'a terminal with NO_COLOR',
    stream: { isTTY: true },
    env: { NO_COLOR: '1' },
    paint: plain,
  },
  { where: 'a dumb terminal', stream: { isTTY: true }, env: { TERM: 'dumb' }, paint: plain },
])('colours for $where', ({ stream, env, paint }) => {
  expect(paintFor(stream, env)).toBe(paint);
});
