/** Where a part of the program says what it does. Lines come without a line end. */
export interface Log {
  /** Whether debug lines are wanted: ask before building an expensive one. */
  readonly debugs: boolean;
  /** Whether trace lines are wanted: ask before building any. */
  readonly traces: boolean;
  error(line: string): void;
  warn(line: string): void;
  notice(line: string): void;
  debug(line: string): void;
  trace(line: string): void;
  /** What ends the server: the last line. It ends nothing by itself. */
  fatal(line: string): void;
}

/** The level of a line, as it is written. */
export type LogLevel = 'FTL' | 'ERR' | 'WRN' | 'INF' | 'DBG' | 'TRC';

/**
 * A log that hands every wanted line to `write`.
 * @param prefix put before each line, for instance `STREAM: `
 */
export function createLog(
  write: (level: LogLevel, line: string) => void,
  wanted: { readonly debug: boolean; readonly trace: boolean },
  prefix = '',
): Log {
  return {
    debugs: wanted.debug,
    traces: wanted.trace,
    error: (line) => {
      write('ERR', prefix + line);
    },
    warn: (line) => {
      write('WRN', prefix + line);
    },
    notice: (line) => {
      write('INF', prefix + line);
    },
    debug: (line) => {
      if (wanted.debug) write('DBG', prefix + line);
    },
    trace: (line) => {
      if (wanted.trace) write('TRC', prefix + line);
    },
    fatal: (line) => {
      write('FTL', prefix + line);
    },
  };
}

/** Tabs stay; what else there is would move the cursor of a terminal, or look like another line. */
// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/** A text of one line: clients choose what some lines quote, and must not write lines of their own. */
function onOneLine(text: string): string {
  return text.replace(CONTROL_CHARACTERS, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A moment as Go's log package writes it: `2026/11/21 07:53:54`, local time. */
export function formatLogTime(date: Date): string {
  return (
    `${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  );
}

/**
 * One line as the real server writes it: `[8097] 2026/11/21 07:53:54.459986 [INF] text`, local time.
 * Control characters are shown as `\n` or `\x1b`, so that it stays one.
 * @param wallNs nanoseconds since 1970; undefined leaves the time out
 */
export function formatLogLine(
  pid: number,
  wallNs: bigint | undefined,
  level: LogLevel,
  line: string,
): string {
  let time = '';
  if (wallNs !== undefined) {
    const date = new Date(Number(wallNs / 1_000_000n));
    const micros = String((wallNs / 1000n) % 1_000_000n).padStart(6, '0');
    time = `${formatLogTime(date)}.${micros} `;
  }
  return `[${pid}] ${time}[${level}] ${onOneLine(line)}`;
}
