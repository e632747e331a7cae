import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { formatLogLine, formatLogTime } from '../../base/log';
import { goQuote } from '../../base/go-error-text';
import type { Clock } from '../../base/clock';
import type { LogOutput } from './log-output';

/** Group may read it, others may not. */
const MODE = 0o660;

/** How to keep a log in a file. */
export interface LogFileOptions {
  readonly path: string;
  /** From how many bytes on it goes on in a new file; 0 for never. */
  readonly bytesMax: number;
  readonly pid: number;
  readonly clock: Clock;
  /** Whether lines have the time. */
  readonly timestamps: boolean;
}

/**
 * A log in a file, at whose end it goes on. Each line is in the file when `write` returns, so that
 * none is lost when the process dies.
 * @throws Error of the system when the file can't be opened
 */
export function openLogFile(options: LogFileOptions): LogOutput {
  const { path, bytesMax } = options;
  let file = openSync(path, 'a', MODE);
  let bytes = fstatSync(file).size;

  const append = (line: string): void => {
    try {
      bytes += writeSync(file, `${line}\n`);
    } catch {
      // A full disk: lost lines end nothing, and new ones are tried again.
    }
  };
  const reopen = (): true => {
    const before = file;
    file = openSync(path, 'a', MODE);
    bytes = fstatSync(file).size;
    closeSync(before);
    return true;
  };
  /** Puts the file aside under a name with the time, and begins a new one. */
  const rotate = (): void => {
    const { pid, clock, timestamps } = options;
    const wallNs = clock.wallNs();
    const aside = `${path}.${timeInName(wallNs)}`;
    try {
      renameSync(path, aside);
      reopen();
    } catch {
      // Goes on in the old one; the next line tries again.
      return;
    }
    const said = `Rotated log, backup saved as ${goQuote(aside)}`;
    append(formatLogLine(pid, timestamps ? wallNs : undefined, 'INF', said));
  };
  const write = (line: string): void => {
    append(line);
    if (bytesMax > 0 && bytes > bytesMax) rotate();
  };
  return { write, reopen };
}

/** `2026.11.21.07.53.54.459986123`, local time. */
function timeInName(wallNs: bigint): string {
  const seconds = formatLogTime(new Date(Number(wallNs / 1_000_000n)));
  const fraction = String(wallNs % 1_000_000_000n).padStart(9, '0');
  return `${seconds.replaceAll(/[/: ]/g, '.')}.${fraction}`;
}
