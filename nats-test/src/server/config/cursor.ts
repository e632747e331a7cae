/** What stands for the end of the text; a NUL in the text counts as one, as in the real server. */
export const END = '\0';

const NEW_LINE = '\n';

/** A place in a text that goes forward character by character, and knows its line and column. */
export class Cursor {
  readonly text: string;
  /** Index of the next character. */
  at = 0;

  private width = 0;
  private readonly lineEnds: number[] = [];

  constructor(text: string) {
    this.text = text;
    for (let i = text.indexOf(NEW_LINE); i >= 0; i = text.indexOf(NEW_LINE, i + 1)) {
      this.lineEnds.push(i);
    }
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The next character, taken. */
  next(): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) {
      this.width = 0;
      return END;
    }
    const character = String.fromCodePoint(code);
    this.width = character.length;
    this.at += this.width;
    return character;
  }

  /** Puts back what the last call of `next` has taken. */
  back(): void {
    this.at -= this.width;
    this.width = 0;
  }

  peek(): string {
    const character = this.next();
    this.back();
    return character;
  }

  /** The text from an index to here. */
  since(start: number): string {
    return this.text.slice(start, this.at);
  }

  /** From 1. */
  get line(): number {
    return this.lineEndsBefore(this.at) + 1;
  }

  /** Bytes from the line end before, or from the beginning of the text. */
  column(index: number): number {
    const lineStart = this.lineEnds[this.lineEndsBefore(index) - 1] ?? 0;
    return Buffer.byteLength(this.text.slice(lineStart, index));
  }

  private lineEndsBefore(index: number): number {
    let low = 0;
    let high = this.lineEnds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.lineEnds[middle] as number) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** What Go counts as white space. */
export function isSpace(character: string): boolean {
  return /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(character);
}

/** What may stand between the words of a line. */
export function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}

export function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r';
}

/** Any digit of Unicode; which numbers may hold is looked at later. */
export function isDigit(character: string): boolean {
  return /^\p{Nd}$/u.test(character);
}
