const ESC = '\x1b';
const TOKEN = new RegExp(`${ESC}\\[\\d*[A-Za-z]|[^${ESC}]`, 'gs');

/** A terminal that knows what RedrawnLines uses, and what stands on it. */
export class Screen {
  columns: number;
  private readonly rows: string[] = [''];
  private row = 0;
  private column = 0;

  constructor(columns = 80) {
    this.columns = columns;
  }

  /** What can be read, without the empty lines at its end. */
  get text(): string {
    return this.rows
      .map((row) => row.trimEnd())
      .join('\n')
      .trimEnd();
  }

  write(text: string): void {
    for (const [token] of text.matchAll(TOKEN)) this.take(token);
  }

  private take(token: string): void {
    if (token === '\r') this.column = 0;
    else if (token === '\n') this.lineFeed();
    else if (token.startsWith(ESC) && token.endsWith('m')) return;
    else if (token.startsWith(ESC) && token.endsWith('A')) {
      this.row = Math.max(0, this.row - Number(token.slice(2, -1)));
    } else if (token === `${ESC}[K`) this.eraseRestOfLine();
    else if (token === `${ESC}[J`) {
      this.eraseRestOfLine();
      this.rows.length = this.row + 1;
    } else if (token.startsWith(ESC)) throw new Error(`unknown: ${JSON.stringify(token)}`);
    else this.put(token);
  }

  private put(character: string): void {
    if (this.column === this.columns) this.lineFeed();
    const before = (this.rows[this.row] ?? '').padEnd(this.column);
    this.rows[this.row] = before.slice(0, this.column) + character + before.slice(this.column + 1);
    this.column++;
  }

  /** A terminal does CR, too, for a program that does not ask otherwise. */
  private lineFeed(): void {
    this.row++;
    this.column = 0;
    this.rows[this.row] ??= '';
  }

  private eraseRestOfLine(): void {
    this.rows[this.row] = (this.rows[this.row] ?? '').slice(0, this.column);
  }
}
