import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';

import { checkScreen } from '../../src/cli/check-screen';

function outputOf(isTTY: boolean): { lines: string[]; write(text: string): void; isTTY: boolean } {
  const lines: string[] = [];
  return { lines, isTTY, write: (text) => lines.push(stripVTControlCharacters(text).trim()) };
}

const shrinking = { schedules: 138, schedulesMax: 1000, isShrinking: true };

test('a terminal shows one line: how far it is, and what was found', () => {
  const output = outputOf(true);
  const screen = checkScreen(output, {}, 'a.ts');
  screen.onProgress({ schedules: 137, schedulesMax: 1000, isShrinking: false });
  screen.onProgress(shrinking);
  screen.erase();

  expect(output.lines).toEqual([
    'a.ts: 137 of 1000 schedules',
    'a.ts: found one that breaks it; looking for a smaller one',
    '',
  ]);
});

test.for([
  { name: 'a pipe', isTTY: false, env: {} },
  { name: 'a dumb terminal', isTTY: true, env: { TERM: 'dumb' } },
])('$name gets a line when something was found, once', ({ isTTY, env }) => {
  const output = outputOf(isTTY);
  const screen = checkScreen(output, env, 'a.ts');
  screen.onProgress({ schedules: 137, schedulesMax: 1000, isShrinking: false });
  screen.onProgress(shrinking);
  screen.onProgress(shrinking);
  screen.erase();

  expect(output.lines).toEqual(['a.ts: found one that breaks it; looking for a smaller one']);
});
