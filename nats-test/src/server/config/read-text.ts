import { END, isBlank, isLineEnd, type Cursor } from './cursor';
import { EndOfText, parseError, shown } from './parse-error';

const ESCAPES: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

/** A text, and whether a backslash was in it. */
export interface ReadText {
  readonly text: string;
  readonly hasEscapes: boolean;
  /** Ended by a quote: then it is a text, whatever it says. */
  readonly isQuoted: boolean;
}

/**
 * Reads a text in single quotes, in which nothing has a meaning; the cursor is behind the first.
 * @throws ConfigError, EndOfText
 */
export function readSingleQuoted(cursor: Cursor): string {
  const start = cursor.at;
  for (;;) {
    const character = cursor.next();
    if (character === "'") return cursor.text.slice(start, cursor.at - 1);
    if (character === END) throw unexpectedEnd(cursor, start);
  }
}

/**
 * Reads a text in double quotes; the cursor is behind the first.
 * @throws ConfigError, EndOfText
 */
export function readDoubleQuoted(cursor: Cursor): ReadText {
  const pieces = new Pieces(cursor);
  for (;;) {
    const character = cursor.next();
    if (character === '\\') pieces.escape();
    else if (character === '"') return pieces.end(true);
    else if (character === END) throw unexpectedEnd(cursor, pieces.start);
  }
}

/**
 * Reads a text without quotes: up to a line end, a blank, a separator or a closing bracket. A single
 * quote ends it too, and is taken.
 * @param start index of its first character
 * @throws ConfigError
 */
export function readBare(cursor: Cursor, start: number): ReadText {
  const pieces = new Pieces(cursor, start);
  for (;;) {
    const character = cursor.next();
    if (character === '\\') pieces.escape();
    else if (character === "'") return pieces.end(true);
    else if (isLineEnd(character) || isBlank(character) || `;,]}${END}`.includes(character)) {
      cursor.back();
      return pieces.end(false);
    }
  }
}

/**
 * Reads a text in parentheses, which ends with one alone on its line; the cursor is behind the first.
 * @throws ConfigError
 */
export function readBlock(cursor: Cursor): string {
  const start = cursor.at;
  for (;;) {
    const character = cursor.next();
    if (character === END) throw parseError(cursor, 'Unexpected EOF processing block.');
    if (character !== ')' || cursor.text[cursor.at - 2] !== '\n') continue;
    const after = cursor.peek();
    // At the very end of a file the real server counts the parenthesis as text.
    if (cursor.isAtEnd) return cursor.since(start);
    if (after === '\n' || after === END) return cursor.text.slice(start, cursor.at - 1);
  }
}

function unexpectedEnd(cursor: Cursor, start: number): Error {
  return cursor.at > start ? parseError(cursor, 'Unexpected EOF.') : new EndOfText();
}

/** Collects a text with escapes in it. */
class Pieces {
  /** Where the piece that is being read begins. */
  start: number;

  private readonly cursor: Cursor;
  /** In bytes: an escape may be part of a character. */
  private readonly before: Buffer[] = [];

  constructor(cursor: Cursor, start = cursor.at) {
    this.cursor = cursor;
    this.start = start;
  }

  /** Takes the escape whose backslash was just read. */
  escape(): void {
    const { cursor } = this;
    this.before.push(Buffer.from(cursor.text.slice(this.start, cursor.at - 1)));
    const character = cursor.next();
    const meant = ESCAPES[character];
    if (character === 'x') this.before.push(this.byte());
    else if (meant !== undefined) this.before.push(Buffer.from(meant));
    else {
      throw parseError(
        cursor,
        `Invalid escape character '${shown(character)}'. Only the following escape characters ` +
          'are allowed: \\xXX, \\t, \\n, \\r, \\", \\\\.',
      );
    }
    this.start = cursor.at;
  }

  /** The text up to the cursor, or to the quote before it. */
  end(isQuoted: boolean): ReadText {
    const { cursor, before, start } = this;
    const rest = cursor.text.slice(start, cursor.at - (isQuoted ? 1 : 0));
    if (before.length === 0) return { text: rest, hasEscapes: false, isQuoted };
    return {
      text: Buffer.concat([...before, Buffer.from(rest)]).toString('utf8'),
      hasEscapes: true,
      isQuoted,
    };
  }

  private byte(): Buffer {
    const { cursor } = this;
    for (let i = 0; i < 2; i++) {
      if (isLineEnd(cursor.next())) {
        throw parseError(
          cursor,
          "Expected two hexadecimal digits after '\\x', but hit end of line",
        );
      }
    }
    const digits = cursor.text.slice(cursor.at - 2, cursor.at);
    if (!/^[\da-f]{2}$/i.test(digits)) {
      throw parseError(cursor, `Expected two hexadecimal digits after '\\x', but got '${digits}'`);
    }
    return Buffer.from(digits, 'hex');
  }
}
