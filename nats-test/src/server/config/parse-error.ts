import { ConfigError } from './config-error';
import type { Cursor } from './cursor';

/** The text ends where the real server takes that for the end of the file: what was read so far counts. */
export class EndOfText extends Error {
  override readonly name = 'EndOfText';
}

/** That what stands before the cursor is wrong. */
export function parseError(cursor: Cursor, text: string): ConfigError {
  return new ConfigError(`Parse error on line ${cursor.line}: '${text}'`);
}

/** A character in an error. */
export function shown(character: string): string {
  return character === '\n' ? '\\n' : character;
}
