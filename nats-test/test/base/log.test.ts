import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLog, formatLogLine, type LogLevel } from '../../src/base/log';

function linesOf(wanted: { debug: boolean; trace: boolean }, prefix?: string): string[] {
  const lines: string[] = [];
  const write = (level: LogLevel, line: string): void => {
    lines.push(`${level} ${line}`);
  };
  const log = createLog(write, wanted, prefix);
  log.error('e');
  log.warn('w');
  log.notice('n');
  log.debug('d');
  log.trace('t');
  return lines;
}

describe('createLog', () => {
  it.each([
    [{ debug: false, trace: false }, ['ERR e', 'WRN w', 'INF n']],
    [{ debug: true, trace: false }, ['ERR e', 'WRN w', 'INF n', 'DBG d']],
    [{ debug: false, trace: true }, ['ERR e', 'WRN w', 'INF n', 'TRC t']],
  ])('writes what is wanted: %j', (wanted, lines) => {
    expect(linesOf(wanted)).toEqual(lines);
  });

  it('puts the prefix before each line', () => {
    expect(linesOf({ debug: true, trace: true }, 'STREAM: ')).toEqual([
      'ERR STREAM: e',
      'WRN STREAM: w',
      'INF STREAM: n',
      'DBG STREAM: d',
      'TRC STREAM: t',
    ]);
  });

  it('says beforehand whether debug and trace lines are wanted', () => {
    const { debugs, traces } = createLog(() => {}, { debug: true, trace: false });

    expect({ debugs, traces }).toEqual({ debugs: true, traces: false });
  });
});

describe('formatLogLine', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const wallNs = BigInt(Date.UTC(2026, 10, 21, 7, 53, 54)) * 1_000_000n;

  it('writes a line as the real server does', () => {
    vi.stubEnv('TZ', 'UTC');

    expect(formatLogLine(8097, wallNs + 459_986_999n, 'INF', 'Server is ready')).toBe(
      '[8097] 2026/11/21 07:53:54.459986 [INF] Server is ready',
    );
  });

  it('pads every part of the time', () => {
    vi.stubEnv('TZ', 'UTC');
    const early = BigInt(Date.UTC(2026, 0, 2, 3, 4, 5)) * 1_000_000n + 6000n;

    expect(formatLogLine(1, early, 'ERR', 'x')).toBe('[1] 2026/01/02 03:04:05.000006 [ERR] x');
  });

  it('shows local time', () => {
    vi.stubEnv('TZ', 'Asia/Kolkata');

    expect(formatLogLine(1, wallNs, 'DBG', 'x')).toBe('[1] 2026/11/21 13:23:54.000000 [DBG] x');
  });

  it('leaves the time out when there is none', () => {
    expect(formatLogLine(8097, undefined, 'WRN', 'x')).toBe('[8097] [WRN] x');
  });
});

describe('a line of the log', () => {
  it('stays one line, and moves no cursor, whatever a client calls itself', () => {
    const line = formatLogLine(1, undefined, 'ERR', 'a\nb\r\x1b[2J\tc\x00');

    expect(line).toBe('[1] [ERR] a\\nb\\r\\x1b[2J\tc\\x00');
  });
});
