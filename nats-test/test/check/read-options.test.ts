import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readOptions } from '../../src/check/read-options';
import { CheckSetupError } from '../../src/check/setup-error';

const start = () => ({ stop: () => undefined });
const good = { events: [{ id: 1 }], channel: 'ticket:created', start };

/** What the user is told; empty when all is well. */
function saidOf(options: unknown): string {
  try {
    readOptions(options);
    return '';
  } catch (error) {
    if (error instanceof CheckSetupError) return error.message;
    throw error;
  }
}

describe('options that make sense', () => {
  test.for<[string, object]>([
    ['the least there is', { events: ['x'], start }],
    ['events of a generator', { ...good, events: fc.array(fc.integer(), { minLength: 1 }) }],
    ['a process', { events: [1], command: 'npm run listen', cwd: '.', env: () => ({}) }],
    [
      'all of them',
      {
        ...good,
        createState: () => new Map(),
        disposeState: () => undefined,
        copyState: (it: unknown) => it,
        invariant: () => true,
        poison: [],
        members: 3,
        schedules: 1000,
        without: ['restart server', 'late'],
        seed: -5,
        path: '0:1:2',
        quietMs: 50,
        startMs: 1000,
        onProgress: () => undefined,
        signal: new AbortController().signal,
      },
    ],
    ['one that is undefined, as with a spread', { ...good, members: undefined }],
  ])('%s', ([, options]) => {
    expect(readOptions(options)).toBe(options);
  });
});

describe('options that make no sense are named, with the next step', () => {
  test.for<[unknown, string]>([
    [undefined, 'the options are undefined: give an object, { events, start, invariant }'],
    [[good], 'the options are [ [Object] ]: give an object, { events, start, invariant }'],
    [start, 'the options are a function: give an object, { events, start, invariant }'],
    [
      { start },
      'there is no option events: give what other services publish, as in events: [{ id: 1 }]',
    ],
    [
      { ...good, events: [] },
      'the option events is empty: give at least one event for the listener',
    ],
    [
      { ...good, events: start },
      'the option events is a function: give an array, or a fast-check arbitrary of one',
    ],
    [
      { events: [1] },
      'there is neither start nor command: give start, a function that starts the listener, or ' +
        "command, as in command: 'npm run listen'",
    ],
    [
      { ...good, command: 'npm run listen' },
      'there are both start and command: give one, the listener either runs here or by itself',
    ],
    [{ ...good, start: 'npm start' }, "the option start is 'npm start': give a function"],
    [
      { events: [1], command: ' ' },
      "the option command is ' ': give a command line, as in 'npm run listen'",
    ],
    [
      { events: [1], command: 'x', copyState: start },
      'copyState is for a listener in this process: leave it out beside command, whose crashes are real ones',
    ],
    [
      { ...good, env: () => ({}) },
      'the option env is for a process of its own: leave it out beside start',
    ],
    [
      { ...good, channel: 'orders.*' },
      "the option channel is 'orders.*': an event goes to one channel, so give a name without wildcards, spaces and empty parts",
    ],
    [{ ...good, invariant: true }, 'the option invariant is true: give a function'],
    [{ ...good, poison: {} }, 'the option poison is {}: give an array of events'],
    [{ ...good, members: 0 }, 'the option members is 0: give a whole number from 1 to 26'],
    [{ ...good, schedules: -1 }, 'the option schedules is -1: give a whole number from 1'],
    [{ ...good, schedules: 1.5 }, 'the option schedules is 1.5: give a whole number from 1'],
    [{ ...good, seed: '42' }, "the option seed is '42': give a whole number, as a report names it"],
    [
      { ...good, seed: 1, path: 'abc' },
      "the option path is 'abc': give a text, as the report of a failure names it, such as '12:0:1'",
    ],
    [
      { ...good, seed: 1, path: '1000000000' },
      "the option path is '1000000000': give a text, as the report of a failure names it, such as '12:0:1'",
    ],
    [{ ...good, quietMs: -20 }, 'the option quietMs is -20: give whole milliseconds from 1'],
    [{ ...good, startMs: NaN }, 'the option startMs is NaN: give whole milliseconds from 1'],
    [
      { ...good, path: '0:1' },
      'path is of no use without its seed: give both, as the report names them',
    ],
    [{ ...good, signal: {} }, 'the option signal is {}: give an AbortSignal'],
  ])('%o', ([options, says]) => {
    expect(saidOf(options)).toBe(says);
  });

  test('an option that does not exist: what was meant, and what there is', () => {
    expect(saidOf({ ...good, invarient: start })).toMatch(
      /^there is no option invarient, did you mean invariant\? There are events, channel, .*signal$/,
    );
    expect(saidOf({ ...good, zzzzzzzz: 1 })).toMatch(/^there is no option zzzzzzzz: There are /);
  });

  test('a step that does not exist: what was meant, and all of them', () => {
    expect(saidOf({ ...good, without: ['restart servr'] })).toMatch(
      /^the option without names 'restart servr', which is no step, did you mean restart server\? There are lose ack, .*, late$/,
    );
    expect(saidOf({ ...good, without: 'late' })).toBe(
      "the option without is 'late': give an array of steps, as in ['restart server']",
    );
    expect(saidOf({ ...good, without: ['handle'] })).toBe(
      'the option without names handle, without which nothing would ever be delivered: leave that in',
    );
  });

  test('a value that is long is cut', () => {
    expect(saidOf({ ...good, start: 'x'.repeat(500) }).length).toBeLessThan(120);
  });
});
