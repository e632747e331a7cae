import { parseDuration } from '../../base/duration';
import { goQuote } from '../../base/go-error-text';

/*
 * Go's rules for command line flags, which users of the real server type: one dash or two,
 * `-name value` or `-name=value`, booleans `-name` or `-name=false`; the first word that is no flag
 * ends them. The later of two equal flags counts.
 */

/** Go's int has 64 bits. */
const INT_MAX = 2n ** 63n - 1n;
const INT_MIN = -(2n ** 63n);

/** What a flag's value is: Go's type for it. */
export type FlagType = 'bool' | 'int' | 'string' | 'duration';

/** A flag that there is, under each of its names. */
export interface FlagSpec {
  readonly names: readonly string[];
  readonly type: FlagType;
}

/** What a flag's value may be; durations are milliseconds. */
export type FlagValue = boolean | number | string;

/** A flag as it was given. */
export interface GivenFlag<Spec extends FlagSpec> {
  readonly spec: Spec;
  /** The name as it was typed, with its dash. */
  readonly name: string;
  readonly value: FlagValue;
}

/** A command line, taken apart. */
export interface GivenFlags<Spec extends FlagSpec> {
  readonly given: readonly GivenFlag<Spec>[];
  /** The first word that is no flag; nobody reads those behind it. */
  readonly word: string | undefined;
}

/**
 * What is wrong with a command line: `usage`, what is there are no such flags, and the real server
 * shows its help; `value`, they mean nothing; `refused`, they ask for what is not here.
 */
export type FlagErrorKind = 'usage' | 'value' | 'refused';

/** The command line makes no sense. The message is the one of the real server, if it has one. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
  readonly kind: FlagErrorKind;

  constructor(kind: FlagErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

const usageError = (message: string): FlagError => new FlagError('usage', message);

/**
 * Reads a command line.
 * @throws FlagError, usage, naming the flag
 */
export function parseGoFlags<Spec extends FlagSpec>(
  specs: readonly Spec[],
  args: readonly string[],
): GivenFlags<Spec> {
  const byName = new Map(specs.flatMap((spec) => spec.names.map((name) => [name, spec] as const)));
  const given: GivenFlag<Spec>[] = [];
  let i = 0;
  while (i < args.length) {
    const arg = args[i++] ?? '';
    if (arg === '--') break;
    const match = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(arg);
    if (!match) {
      if (arg.startsWith('-') && arg.length > 1) throw usageError(`bad flag syntax: ${arg}`);
      i--;
      break;
    }
    const name = match[1] ?? '';
    const spec = byName.get(name);
    if (!spec) throw usageError(`flag provided but not defined: -${name}`);
    let text = match[2];
    if (text === undefined) {
      if (spec.type === 'bool') {
        text = 'true';
      } else {
        text = args[i++];
        if (text === undefined) throw usageError(`flag needs an argument: -${name}`);
      }
    }
    given.push({ spec, name: `-${name}`, value: readValue(spec.type, name, text) });
  }
  return { given, word: args[i] };
}

function readValue(type: FlagType, name: string, text: string): FlagValue {
  switch (type) {
    case 'string':
      return text;
    case 'bool': {
      const value = readBoolean(text);
      if (value === undefined) {
        throw usageError(`invalid boolean value ${goQuote(text)} for -${name}: parse error`);
      }
      return value;
    }
    case 'int': {
      const value = valid(readInteger(text), name, text);
      if (value >= INT_MIN && value <= INT_MAX) return Number(value);
      throw usageError(`invalid value ${goQuote(text)} for flag -${name}: value out of range`);
    }
    case 'duration':
      return valid(parseDuration(text), name, text);
  }
}

function valid<Value>(value: Value | undefined, name: string, text: string): Value {
  if (value === undefined) {
    throw usageError(`invalid value ${goQuote(text)} for flag -${name}: parse error`);
  }
  return value;
}

function readBoolean(text: string): boolean | undefined {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  return undefined;
}

/** Decimal, `0x`, `0o`, `0b` or a leading zero for octal; single underscores between digits. */
function readInteger(text: string): bigint | undefined {
  const match = /^([+-]?)(0x(_?[\da-f])+|0o(_?[0-7])+|0b(_?[01])+|\d(_?\d)*)$/i.exec(text);
  const digits = (match?.[2] ?? '').replaceAll('_', '').toLowerCase();
  const literal = /^0\d+$/.test(digits) ? `0o${digits}` : digits;
  // An octal number may still hold an 8 or a 9.
  if (!match || /^0o.*[89]/.test(literal)) return undefined;
  return match[1] === '-' ? -BigInt(literal) : BigInt(literal);
}
