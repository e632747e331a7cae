import { stripVTControlCharacters } from 'node:util';

/** Makes lines of what is printed piece by piece. */
export class Lines {
  private readonly onLine: (line: string) => void;
  private rest = '';

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine;
  }

  add(text: string): void {
    const lines = (this.rest + text).split(/\r?\n/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.onLine(stripVTControlCharacters(line));
  }

  /** What has no end of line yet is a line, too. */
  end(): void {
    if (this.rest !== '') this.add('\n');
  }
}
