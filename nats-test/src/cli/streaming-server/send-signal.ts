import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { goErrorText, goQuote } from '../../base/go-error-text';

/** The signals that `-sl` sends, by the words for them. */
const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = {
  stop: 'SIGKILL',
  quit: 'SIGINT',
  reopen: 'SIGUSR1',
  reload: 'SIGHUP',
  ldm: 'SIGUSR2',
};

const PROCESS_NAME = 'nats-streaming-server';
const PID_MAX = 2 ** 31 - 1;
const NO_PGREP = 'unable to resolve pid, try providing one';

/**
 * Does what `-sl` asks for: `quit=4711`, `reopen=file.pid`, or `quit` for the one server that runs.
 * @returns what went wrong, in the words of the real server
 */
export function sendSignal(request: string): string | undefined {
  const [command = '', target, ...more] = request.split('=');
  if (more.length > 0) return `invalid signal parameters: [${more.join(' ')}]`;
  const pid = target === undefined ? '' : pidIn(target);
  const found = pid === '' ? onlyServer() : readPid(pid);
  if (typeof found === 'string') return found;
  const signal = Object.hasOwn(SIGNALS, command) ? SIGNALS[command] : undefined;
  if (signal === undefined) return `unknown signal ${goQuote(command)}`;
  try {
    process.kill(found, signal);
    return undefined;
  } catch (error) {
    return goErrorText(error);
  }
}

/** What the file of that name holds, or the text itself when there is none. */
function pidIn(target: string): string {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return target;
  }
}

/**
 * The number of a process, or what is wrong with it.
 * @public for its test: to try this on a machine would be dangerous
 */
export function readPid(text: string): number | string {
  const pid = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  // The system takes 0 and below for groups of processes, -1 for every one there is.
  if (Number.isNaN(pid) || pid <= 0) return `invalid pid: ${text}`;
  return pid <= PID_MAX ? pid : goErrorText({ code: 'ESRCH' });
}

/** Asks the system, as the real server does: there a name of more than 15 letters finds nobody. */
function onlyServer(): number | string {
  let list: string;
  try {
    list = execFileSync('pgrep', [PROCESS_NAME], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    // It ends with 1 when it finds nobody; without a status there is no such program.
    if (typeof (error as { status?: unknown }).status !== 'number') return NO_PGREP;
    list = '';
  }
  const pids = list.split('\n').filter((pid) => pid !== '' && Number(pid) !== process.pid);
  const [pid] = pids;
  if (pid === undefined) return `no ${PROCESS_NAME} processes running`;
  if (pids.length > 1) return `multiple ${PROCESS_NAME} processes running:\n${pids.join('\n')}`;
  return readPid(pid);
}
