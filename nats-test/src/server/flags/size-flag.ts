import { parseSize } from '../../base/size';
import { FlagError } from './go-flags';

/*
 * The real server reads a size as the value of a line in a configuration file, and what it says of a
 * bad one is what its parser says of such a line.
 */

const SPACES = '[ \\t]*';
/** A size, and what may follow it on the line: a separator, a comment, another line. */
const SIZE = new RegExp(
  `^${SPACES}(-?\\d+(?:[kmg]b?)?)(?:[,;}\\n]|${SPACES}(?:$|\\n)|[ \\t]+(?:#|//))`,
  'i',
);
const QUOTED = new RegExp(`^${SPACES}(["'])(.*)\\1${SPACES}$`, 's');
/** A value, spaces, and the beginning of something else. */
const TWO_VALUES = new RegExp(
  `^${SPACES}(?:-?\\d+(?:[kmg]b?|\\.\\d+(?![\\d.]))|[^\\s,;}]+[ \\t]+)([^\\s#,;}])`,
  'i',
);
const TRUE = /^(true|yes|on)$/i;
const FALSE = /^(false|no|off)$/i;

/**
 * Reads the value of a flag that is a size.
 * @param name the flag's, without a dash
 * @returns bytes
 * @throws FlagError, value
 */
export function readSizeFlag(name: string, text: string): number {
  const number = SIZE.exec(text)?.[1];
  const bytes = number === undefined ? undefined : parseSize(number);
  if (bytes !== undefined) return bytes;
  if (number !== undefined && Math.abs(Number.parseInt(number, 10)) >= 2 ** 63) {
    throw new FlagError('value', `integer '${number}' is out of the range`);
  }
  const [, , quoted] = QUOTED.exec(text) ?? [];
  const other = quoted === undefined ? TWO_VALUES.exec(text)?.[1] : undefined;
  if (other !== undefined) {
    throw new FlagError(
      'value',
      'Parse error on line 1: ' +
        "'Expected a top-level value to end with a new line, comment or EOF, " +
        `but got '${other}' instead.'`,
    );
  }
  const value = quoted ?? text.trim();
  const shown = TRUE.test(value) ? 'true' : FALSE.test(value) ? 'false' : value;
  throw new FlagError('value', `${name} should be a size, got '${shown}'`);
}
