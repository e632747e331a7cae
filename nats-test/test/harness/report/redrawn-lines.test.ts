import { expect, test } from 'vitest';

import { coloured } from '../../../src/base/paint';
import { RedrawnLines } from '../../../src/harness/report/redrawn-lines';
import { Screen } from './screen';

function setUp(): { screen: Screen; lines: RedrawnLines } {
  const screen = new Screen();
  screen.write('$ nats-test verify\n');
  return { screen, lines: new RedrawnLines(screen, () => screen.columns) };
}

test('lines are drawn in the place of those before', () => {
  const { screen, lines } = setUp();

  lines.draw(['a waits', 'b waits a little longer', 'c waits']);
  lines.draw(['a has ended', 'b runs', 'c waits']);

  expect(screen.text).toBe('$ nats-test verify\na has ended\nb runs\nc waits');
});

test('fewer lines leave nothing of those before', () => {
  const { screen, lines } = setUp();

  lines.draw(['a', 'b', 'c']);
  lines.draw(['d']);

  expect(screen.text).toBe('$ nats-test verify\nd');
});

test('what comes after an erasure stands where the lines stood', () => {
  const { screen, lines } = setUp();

  lines.draw(['a', 'b']);
  lines.erase();
  screen.write('the table\n');

  expect(screen.text).toBe('$ nats-test verify\nthe table');
});

test('colours take no room', () => {
  const { screen, lines } = setUp();
  screen.columns = 5;

  lines.draw([coloured('red', 'abcd')]);
  lines.draw(['ef']);

  expect(screen.text).toBe('$ nats-test verify\nef');
});

test('lines that a narrower terminal has broken are found again', () => {
  const { screen, lines } = setUp();
  screen.columns = 10;

  lines.draw(['0123456789abcde', 'short']);
  lines.draw(['x', 'y']);

  expect(screen.text).toBe('$ nats-test verify\nx\ny');
});
