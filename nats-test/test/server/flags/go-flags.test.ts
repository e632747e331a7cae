import { describe, expect, it } from 'vitest';
import {
  FlagError,
  parseGoFlags,
  type FlagSpec,
  type FlagValue,
} from '../../../src/server/flags/go-flags';

const SPECS: readonly FlagSpec[] = [
  { names: ['cluster_id', 'cid'], type: 'string' },
  { names: ['SD'], type: 'bool' },
  { names: ['hbf'], type: 'int' },
  { names: ['hbi'], type: 'duration' },
];

/** What was given, by the name that was typed. */
const parse = (...args: string[]): [string, FlagValue][] =>
  parseGoFlags(SPECS, args).given.map(({ name, value }) => [name, value]);

/** The message of the FlagError that the command line must end in. */
function errorOf(...args: string[]): string {
  try {
    parse(...args);
  } catch (error) {
    if (error instanceof FlagError) return error.message;
    throw error;
  }
  return 'no error';
}

// All tables: what Go's flag package did with the same words, in the real server 0.17.0.

describe('a flag', () => {
  it.each([[['-cid', 'a']], [['--cid', 'a']], [['-cid=a']], [['--cid=a']]])(
    'may be written as %j',
    (args) => {
      expect(parse(...args)).toEqual([['-cid', 'a']]);
    },
  );

  it('has all its names', () => {
    expect(parse('-cluster_id', 'a')).toEqual([['-cluster_id', 'a']]);
  });

  it('takes what follows the first = as it is', () => {
    expect(parse('-cid=a=b', '-cid=')).toEqual([
      ['-cid', 'a=b'],
      ['-cid', ''],
    ]);
  });

  it('takes the next word even when that looks like a flag', () => {
    expect(parse('-cid', '-SD')).toEqual([['-cid', '-SD']]);
  });

  it('may come twice, the later one last', () => {
    expect(parse('-cid', 'a', '-cid', 'b')).toEqual([
      ['-cid', 'a'],
      ['-cid', 'b'],
    ]);
  });

  it.each([
    [['-nope'], 'flag provided but not defined: -nope'],
    [['--nope=5'], 'flag provided but not defined: -nope'],
    [['-CID', 'a'], 'flag provided but not defined: -CID'],
    [['-cid'], 'flag needs an argument: -cid'],
    [['---cid'], 'bad flag syntax: ---cid'],
    [['-=x'], 'bad flag syntax: -=x'],
    [['--=x'], 'bad flag syntax: --=x'],
  ])('is refused: %j', (args, message) => {
    expect(errorOf(...args)).toBe(message);
  });
});

describe('the first word that is no flag', () => {
  it.each([
    [['start'], 'start'],
    [['-SD', 'false'], 'false'],
    [['-SD', 'x', '-nope'], 'x'],
    [['-'], '-'],
    [[''], ''],
    [['--', 'start'], 'start'],
    [['--', '-SD'], '-SD'],
    [['-SD', '--'], undefined],
    [['-SD'], undefined],
  ])('ends the flags: %j', (args, word) => {
    expect(parseGoFlags(SPECS, args).word).toBe(word);
  });

  it('leaves the flags before it', () => {
    expect(parse('-SD', 'x', '-cid', 'a')).toEqual([['-SD', true]]);
  });
});

describe('a boolean', () => {
  it.each(['-SD', '-SD=true', '-SD=TRUE', '-SD=True', '-SD=T', '-SD=t', '-SD=1'])(
    'is on: %s',
    (arg) => {
      expect(parse(arg)).toEqual([['-SD', true]]);
    },
  );

  it.each(['-SD=false', '-SD=FALSE', '-SD=False', '-SD=F', '-SD=f', '-SD=0'])(
    'is off: %s',
    (arg) => {
      expect(parse(arg)).toEqual([['-SD', false]]);
    },
  );

  it.each(['yes', '', 'tRUE', 'ü'])('is refused: %j', (text) => {
    expect(errorOf(`-SD=${text}`)).toBe(`invalid boolean value "${text}" for -SD: parse error`);
  });
});

describe('a whole number', () => {
  it.each([
    ['0', 0],
    ['5', 5],
    ['+5', 5],
    ['-5', -5],
    ['0x10', 16],
    ['0X1f', 31],
    ['010', 8],
    ['0o17', 15],
    ['0b11', 3],
    ['1_000', 1000],
    ['0_7', 7],
    ['0x_1', 1],
  ])('is read: %s', (text, value) => {
    expect(parse('-hbf', text)).toEqual([['-hbf', value]]);
  });

  it.each(['x', '', ' 5', '5 ', '1.5', '1e3', '08', '0x', '_1', '1_', '1__0', '--5', '0b2'])(
    'is refused: %j',
    (text) => {
      expect(errorOf('-hbf', text)).toBe(`invalid value "${text}" for flag -hbf: parse error`);
    },
  );

  it('is refused when it has more than 64 bits', () => {
    expect(errorOf('-hbf', '9223372036854775808')).toBe(
      'invalid value "9223372036854775808" for flag -hbf: value out of range',
    );
  });

  it('is quoted in the message as Go quotes', () => {
    expect(errorOf('-hbf', 'a"b\t')).toBe('invalid value "a\\"b\\t" for flag -hbf: parse error');
  });
});

describe('a duration', () => {
  it('comes in milliseconds', () => {
    expect(parse('-hbi', '1m30s')).toEqual([['-hbi', 90_000]]);
  });

  it.each(['5', 'x', ''])('is refused: %j', (text) => {
    expect(errorOf('-hbi', text)).toBe(`invalid value "${text}" for flag -hbi: parse error`);
  });
});
