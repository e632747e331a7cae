import type { Clock } from '../base/clock';
import { createLog, formatLogLine, type Log, type LogLevel } from '../base/log';
import type { LogSettings } from './settings';

/** The log of a server, for each of the two that are in it. */
export interface ServerLogs {
  readonly nats: Log;
  readonly streaming: Log;
}

/**
 * The log that the settings ask for.
 * @param write gets whole lines, without a line end; undefined drops them
 */
export function createServerLogs(
  settings: LogSettings,
  write: ((line: string) => void) | undefined,
  pid: number,
  clock: Clock,
): ServerLogs {
  const writeLine = (level: LogLevel, line: string): void => {
    if (!write) return;
    write(formatLogLine(pid, settings.timestamps ? clock.wallNs() : undefined, level, line));
  };
  const heard = write !== undefined;
  return {
    nats: createLog(writeLine, {
      debug: heard && settings.natsDebug,
      trace: heard && settings.natsTrace,
    }),
    streaming: createLog(
      writeLine,
      { debug: heard && settings.streamingDebug, trace: heard && settings.streamingTrace },
      'STREAM: ',
    ),
  };
}
