import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { plain } from '../../src/base/paint';
import { verifyScreen, widthOf, type Output } from '../../src/cli/verify-screen';
import { queueGroup } from '../harness/report/sample-run';
import { Screen } from '../harness/report/screen';

const NAMES = ['queue-group', 'eviction'];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A terminal, and where no terminal is. */
function terminal(): Output & { readonly screen: Screen } {
  const screen = new Screen(80);
  return { isTTY: true, columns: 80, rows: 24, screen, write: (text) => screen.write(text) };
}

function pipe(): Output & { text: string } {
  return {
    text: '',
    write(text: string) {
      this.text += text;
    },
  };
}

test('a terminal shows all lessons at once, and follows them', () => {
  const output = terminal();
  const screen = verifyScreen(output, {}, plain, 'Lessons', NAMES);
  const before = output.screen.text;

  screen.onEvent({ kind: 'started', name: 'eviction' });
  screen.onEvent({ kind: 'step', name: 'eviction', step: 1, steps: 13, text: 'client a connects' });
  screen.onEvent({ kind: 'ended', result: queueGroup() });
  vi.advanceTimersByTime(1000);

  expect(before).toBe('Lessons: 0 of 2 done\n  waiting   queue-group\n  waiting   eviction');
  expect(output.screen.text.split('\n')).toEqual([
    'Lessons: 1 of 2 done',
    '  valid     queue-group   0.4 s  30 events, each at one of 3 members',
    '  1 of 13   eviction      1.0 s  client a connects',
  ]);
});

test('a terminal is left empty for the table', () => {
  const output = terminal();
  const screen = verifyScreen(output, {}, plain, 'Lessons', NAMES);

  screen.end();
  vi.advanceTimersByTime(1000);

  expect(output.screen.text).toBe('');
});

test.each([
  { what: 'a pipe', isTTY: false, env: {} },
  { what: 'a terminal that can do nothing', isTTY: true, env: { TERM: 'dumb' } },
])('$what gets a line when a lesson ends, and nothing is drawn again', ({ isTTY, env }) => {
  const output = { ...pipe(), isTTY };
  const screen = verifyScreen(output, env, plain, 'Lessons', NAMES);

  screen.onEvent({ kind: 'started', name: 'queue-group' });
  screen.onEvent({ kind: 'ended', result: queueGroup() });
  vi.advanceTimersByTime(1000);
  screen.end();

  expect(output.text).toBe('valid    queue-group, 0.4 s: 30 events, each at one of 3 members\n\n');
  expect(stripVTControlCharacters(output.text)).toBe(output.text);
});

test.each([
  { output: { isTTY: true, columns: 132 }, width: 132 },
  { output: { isTTY: true, columns: 0 }, width: 80 },
  { output: { isTTY: false }, width: 100 },
])('a table for $output has $width columns', ({ output, width }) => {
  expect(widthOf({ ...output, write: () => undefined })).toBe(width);
});
