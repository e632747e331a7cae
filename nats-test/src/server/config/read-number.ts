import { ConfigError } from './config-error';
import type { ConfigValue, DateParts } from './config-value';
import { END, isBlank, isDigit, isLineEnd, type Cursor } from './cursor';
import { isMoment } from './go-time-text';
import { parseError, shown } from './parse-error';

/** Dates are `2016-05-04T18:53:41Z`: a zero stands for any digit. */
const AFTER_YEAR = '00-00T00:00:00Z';
/** Where the first dash of a date is. */
const YEAR_DIGITS = 4;

const INT_MAX = 2n ** 63n - 1n;
const INT_MIN = -(2n ** 63n);

const UNITS: Readonly<Record<string, bigint>> = {
  '': 1n,
  k: 1000n,
  kb: 1024n,
  m: 1000n ** 2n,
  mb: 1024n ** 2n,
  g: 1000n ** 3n,
  gb: 1024n ** 3n,
};

/**
 * Reads what begins with a digit: a number, a size, a date or an address.
 * @param start index of the first digit, where the cursor is
 * @returns undefined when it is a text that only begins with digits: it goes on at the cursor
 * @throws ConfigError
 */
export function readNumber(cursor: Cursor, start: number): ConfigValue | undefined {
  for (;;) {
    const character = cursor.next();
    if (isDigit(character)) continue;
    if (character === '-') {
      if (cursor.at - 1 - start !== YEAR_DIGITS) {
        throw parseError(cursor, 'All ISO8601 dates must be in full Zulu form.');
      }
      return readDate(cursor, start);
    }
    if (character === '.') return readFloat(cursor, start);
    if (isSuffix(character)) return readSuffix(cursor, start);
    // A closing bracket is not among these: `[1]` is an array without an end, in the real server too.
    if (isLineEnd(character) || isBlank(character) || `};,${END}`.includes(character)) {
      cursor.back();
      return integer(cursor.since(start));
    }
    return undefined;
  }
}

/**
 * Reads a number behind its minus.
 * @param start index of the minus
 * @throws ConfigError
 */
export function readNegative(cursor: Cursor, start: number): ConfigValue {
  const first = cursor.next();
  if (first === '.') throw parseError(cursor, "Floats must start with a digit, not '.'.");
  if (!isDigit(first)) throw parseError(cursor, `Expected a digit but got '${shown(first)}'.`);
  for (;;) {
    const character = cursor.next();
    if (isDigit(character)) continue;
    if (character === '.') return readFloat(cursor, start);
    if (isSuffix(character)) return readSuffix(cursor, start);
    cursor.back();
    return integer(cursor.since(start));
  }
}

function isSuffix(character: string): boolean {
  return /^[kmg]$/i.test(character);
}

function readSuffix(cursor: Cursor, start: number): ConfigValue {
  while (/^b$/i.test(cursor.next()));
  cursor.back();
  return integer(cursor.since(start));
}

/** Go's integers have 64 bits, and a size that has more goes round. */
function integer(text: string): ConfigValue {
  const [, digits = '', suffix = ''] = /^([-\p{Nd}]*)(.*)$/u.exec(text) ?? [];
  if (!/^-?[0-9]+$/.test(digits)) throw new ConfigError(`expected integer, but got '${text}'`);
  const number = BigInt(digits);
  if (number > INT_MAX || number < INT_MIN) {
    throw new ConfigError(`integer '${text}' is out of the range`);
  }
  const unit = UNITS[suffix.toLowerCase()];
  if (unit === undefined) {
    throw new ConfigError(`'${text}' is no size: it may end with k, kb, m, mb, g or gb`);
  }
  return { kind: 'int64', value: Number(BigInt.asIntN(64, number * unit)) };
}

/** The cursor is behind the point. */
function readFloat(cursor: Cursor, start: number): ConfigValue {
  const first = cursor.next();
  if (!isDigit(first)) {
    const text = `Floats must have a digit after the '.', but got '${shown(first)}' instead.`;
    throw parseError(cursor, text);
  }
  for (;;) {
    const character = cursor.next();
    if (isDigit(character)) continue;
    // A second point: it is an address such as 127.0.0.1:4222.
    if (character === '.') return readAddress(cursor, start);
    cursor.back();
    const text = cursor.since(start);
    if (!/^-?[0-9]+\.[0-9]+$/.test(text)) {
      throw new ConfigError(`expected float, but got '${text}'`);
    }
    const value = Number(text);
    if (!Number.isFinite(value)) throw new ConfigError(`float '${text}' is out of the range`);
    return { kind: 'float64', value };
  }
}

function readAddress(cursor: Cursor, start: number): ConfigValue {
  let character: string;
  do character = cursor.next();
  while (isDigit(character) || /^[.:-]$/.test(character));
  cursor.back();
  return { kind: 'string', value: cursor.since(start) };
}

function readDate(cursor: Cursor, start: number): ConfigValue {
  for (const expected of AFTER_YEAR) {
    const character = cursor.next();
    if (expected === '0' && !isDigit(character)) {
      const text = `Expected digit in ISO8601 datetime, but found '${shown(character)}' instead.`;
      throw parseError(cursor, text);
    }
    if (expected !== '0' && character !== expected) {
      const text = `Expected '${expected}' in ISO8601 datetime, but found '${shown(character)}' instead.`;
      throw parseError(cursor, text);
    }
  }
  const text = cursor.since(start);
  const parts = (text.match(/[0-9]+/g) ?? []).map(Number);
  if (/[^-0-9T:Z]/.test(text) || !isMoment(parts)) {
    throw new ConfigError(`expected Zulu formatted DateTime, but got '${text}'`);
  }
  return { kind: 'struct', value: parts as unknown as DateParts };
}
