import { describe, expect, test } from 'vitest';

import type { CheckOptions } from '../../src/check/options';
import { CheckSetupError } from '../../src/check/setup-error';
import { check } from '../../src/cli/check';
import { readCheckFlags } from '../../src/cli/check-flags';
import { checkOne } from '../../src/cli/check-one';
import { makeTempFolder } from './temp-folder';

describe('what was typed', () => {
  test('becomes options', () => {
    expect(
      readCheckFlags({
        ...{ schedules: '1000', seed: '-42', path: '0:1', members: '1', quietMs: '50' },
        without: ['restart server, late', 'join'],
        ...{ only: 'naive', json: true },
      }),
    ).toEqual({
      ...{ schedules: 1000, seed: -42, path: '0:1', members: 1, quietMs: 50 },
      without: ['restart server', 'late', 'join'],
    });
  });

  test.for([
    {
      flags: { schedules: '0' },
      says: "--schedules '0' makes no sense: give a whole number from 1",
    },
    {
      flags: { schedules: '1e3' },
      says: "--schedules '1e3' makes no sense: give a whole number from 1",
    },
    {
      flags: { seed: 'x' },
      says: "--seed 'x' makes no sense: give a whole number, as a report names it",
    },
    {
      flags: { members: '99' },
      says: "--members '99' makes no sense: give a whole number from 1 to 26",
    },
    {
      flags: { quietMs: '-1' },
      says: "--quiet-ms '-1' makes no sense: give whole milliseconds from 1",
    },
    {
      flags: { path: ' ' },
      says: "--path '' is no path: give it as the report of a failure names it",
    },
  ])('makes no sense: $flags', ({ flags, says }) => {
    expect(() => readCheckFlags(flags)).toThrow(says);
  });

  test('names a step that there is not', () => {
    expect(() => readCheckFlags({ without: ['late,restart servr'] })).toThrow(
      /^--without names 'restart servr', which is no step, did you mean restart server\? There are lose ack, .*, late$/,
    );
  });

  test('a path belongs to one check', async ({ onTestFinished }) => {
    const one = '{ events: [1], start() {} }';
    const content = `export const a = ${one};\nexport const b = ${one};`;
    const folder = await makeTempFolder(onTestFinished, { 'a.ts': content });
    const flags = { path: '0', seed: '1' };

    await expect(check(`${folder}/a.ts`, flags, new AbortController().signal)).rejects.toThrow(
      /a\.ts exports several: add --only with one of (a, b|b, a)$/,
    );
  });
});

describe('one check', () => {
  const options = { events: [1], start: () => ({ stop: () => undefined }), seed: 1, members: 3 };
  const rest = {
    title: 'a.ts',
    onProgress: () => undefined,
    interrupted: new AbortController().signal,
  };

  test('what was typed outranks the file', async () => {
    let seen: CheckOptions | undefined;
    const explore = (it: CheckOptions): Promise<never> => {
      seen = it;
      return Promise.reject(new CheckSetupError('enough'));
    };
    const exported = { name: 'default', options };
    await checkOne({ ...rest, exported, given: { seed: 2, schedules: 9 }, explore });

    expect(seen).toMatchObject({ events: [1], seed: 2, schedules: 9, members: 3 });
  });

  test('hears progress for the file, too, and either signal', async () => {
    const heard: number[] = [];
    const own = new AbortController();
    const onProgress = ({ schedules }: { schedules: number }): number => heard.push(schedules);
    const explore = (it: CheckOptions): Promise<never> => {
      it.onProgress?.({ schedules: 5, schedulesMax: 9, isShrinking: false });
      own.abort();
      return Promise.reject(new CheckSetupError(`aborted: ${String(it.signal?.aborted)}`));
    };
    const exported = { name: 'default', options: { ...options, onProgress, signal: own.signal } };
    const checked = await checkOne({ ...rest, onProgress, exported, given: {}, explore });

    expect(heard).toEqual([5, 5]);
    expect(checked).toEqual({ name: 'default', problem: 'aborted: true' });
  });
});
