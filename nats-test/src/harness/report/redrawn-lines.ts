import { stripVTControlCharacters } from 'node:util';

const ESC = '\x1b[';
const ERASE_REST_OF_LINE = `${ESC}K`;
const ERASE_BELOW = `${ESC}J`;

/** Lines at the end of a terminal that are drawn again and again in the same place. */
export class RedrawnLines {
  private readonly terminal: { write(text: string): unknown };
  private readonly columns: () => number;
  /** Lengths of the lines that stand there now. */
  private lengths: readonly number[] = [];

  /** @param columns how wide the terminal is at the moment */
  constructor(terminal: { write(text: string): unknown }, columns: () => number) {
    this.terminal = terminal;
    this.columns = columns;
  }

  /** Puts these lines in the place of those before. They must fit on the terminal. */
  draw(lines: readonly string[]): void {
    // Each line is overwritten and then its rest erased: erasing all first would flicker.
    const text = lines.map((line) => `${line}${ERASE_REST_OF_LINE}\n`).join('');
    this.terminal.write(`${up(this.rows())}${text}${ERASE_BELOW}`);
    this.lengths = lines.map((line) => stripVTControlCharacters(line).length);
  }

  /** Leaves the place empty, for what comes instead. */
  erase(): void {
    const rows = this.rows();
    // Line by line: some terminals take a screen that is erased as a whole into their history.
    const empty = `${ERASE_REST_OF_LINE}\n`.repeat(rows);
    this.terminal.write(`${up(rows)}${empty}${up(rows)}`);
    this.lengths = [];
  }

  /** How many rows the lines take up: a terminal that was made narrower has broken the longer ones. */
  private rows(): number {
    const columns = Math.max(this.columns(), 1);
    return this.lengths.reduce((sum, it) => sum + Math.max(1, Math.ceil(it / columns)), 0);
  }
}

function up(rows: number): string {
  return rows === 0 ? '' : `\r${ESC}${rows}A`;
}
