import { writeFileSync } from 'node:fs';
import { systemClock, type Clock } from '../../base/clock';
import { goErrorText } from '../../base/go-error-text';
import { formatLogTime } from '../../base/log';
import { processFacts } from '../../base/process-facts';
import { randomId, systemRandom } from '../../base/random';
import {
  runServer,
  StartError,
  type LoneServer,
  type RunOptions,
} from '../../server/embedded-server';
import { NatsServerError } from '../../server/external-server';
import type { ProcessFlags } from '../../server/flags/server-flag';
import { createServerLogs, type ServerLogs } from '../../server/server-logs';
import type { ServerSettings } from '../../server/settings';
import { logStartFailure, logStreamingStart } from '../../server/start-log';
import { startRefusal } from '../../server/start-refusal';
import { StoreError } from '../../server/stores/store-error';
import { ListenError } from '../../server/net/tcp-listener';
import { paintFor } from '../colours';
import { Ended } from './ended';
import { openLogFile } from './log-file';
import { standardError, type LogOutput } from './log-output';

/** A server that runs, and its log. */
export interface RunningServer {
  readonly server: LoneServer;
  /** Goes on with the log in a new file, after somebody has moved the old one away. */
  readonly reopenLog: () => void;
}

/** Parts of a server that whoever starts it may bring along. */
export type HandedIn = Pick<RunOptions, 'clock' | 'decorate'>;

/** What the log has said before it is thrown. */
const FAILURES = [ListenError, StoreError, StartError, NatsServerError];

/**
 * Starts the server, with its log and its pid file.
 * @throws Ended when it can't, with the reason where the real server has it
 */
export async function start(
  settings: ServerSettings,
  wanted: ProcessFlags,
  { clock = systemClock(), ...handedIn }: HandedIn,
): Promise<RunningServer> {
  const output = openOutput(settings, wanted, clock);
  const logs = createServerLogs(settings.log, output.write, process.pid, clock);
  const refusal = startRefusal(settings);
  if (refusal !== undefined) {
    logStreamingStart(logs.streaming, settings, randomId(systemRandom()), processFacts());
    logStartFailure(logs.streaming, refusal);
    throw new Ended(1);
  }
  try {
    const server = await runServer(settings, {
      ...handedIn,
      clock,
      log: output.write,
      beforeListening: () => {
        writePid(wanted.pidFile);
      },
    });
    return { server, reopenLog: () => reopenLog(output, logs) };
  } catch (error) {
    // The log has said so.
    throw FAILURES.some((failure) => error instanceof failure) ? new Ended(1) : error;
  }
}

function openOutput(
  settings: ServerSettings,
  { logFile, logBytesMax = 0 }: ProcessFlags,
  clock: Clock,
): LogOutput {
  if (!logFile) return standardError(paintFor(process.stderr, process.env));
  try {
    const { timestamps } = settings.log;
    const { pid } = process;
    return openLogFile({ path: logFile, bytesMax: logBytesMax, pid, clock, timestamps });
  } catch (error) {
    const time = formatLogTime(new Date());
    const reason = goErrorText(error);
    process.stderr.write(`${time} error opening file: open ${logFile}: ${reason}\n`);
    throw new Ended(1);
  }
}

function writePid(pidFile: string | undefined): void {
  if (!pidFile) return;
  try {
    writeFileSync(pidFile, String(process.pid), { mode: 0o660 });
  } catch (error) {
    process.stderr.write(`Could not write pidfile: open ${pidFile}: ${goErrorText(error)}\n\n`);
    throw new Ended(1);
  }
}

function reopenLog(output: LogOutput, { streaming }: ServerLogs): void {
  try {
    if (output.reopen()) streaming.notice('File log re-opened');
    else streaming.notice('File log re-open ignored, not a file logger');
  } catch (error) {
    // The old file stays: better a log in an odd place than none.
    streaming.error(`Unable to re-open the log: ${goErrorText(error)}`);
  }
}
