import { NATS_VERSION, VERSION } from '../../protocol/versions';
import { parseServerFlags, unrecognized, type ServerFlags } from '../../server/flags/flags';
import { ConfigError } from '../../server/config/config-error';
import { FlagError } from '../../server/flags/go-flags';
import { Ended } from './ended';
import { sendSignal } from './send-signal';
import type { HandedIn, RunningServer } from './start';
import { TLS_HELP, USAGE } from './usage';

/**
 * What `nats-streaming-server` does with a command line: in the order, with the words, on the
 * streams and with the exit statuses of the real one.
 * @param handedIn parts of the server, for one that is more than a real one can be
 * @throws Ended when there is no server to run
 */
export async function run(
  args: readonly string[],
  handedIn: HandedIn = {},
): Promise<RunningServer> {
  try {
    const flags = parseServerFlags(args);
    answer(flags);
    const { settings, process: wanted, warnings } = flags.configure();
    for (const warning of warnings) process.stderr.write(`${warning}\n`);
    // An answer needs no server.
    const { start } = await import('./start.js');
    return await start(settings, wanted, handedIn);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    process.stderr.write(`${error.message}\n`);
    // Behind a list the real server leaves a line empty.
    if (error instanceof ConfigError && error.isListed) process.stderr.write('\n');
    if (error.kind !== 'usage') throw new Ended(1);
    process.stdout.write(USAGE);
    throw new Ended(0);
  }
}

/** Ends when no server is asked for, but an answer. */
function answer({ process: wanted, word }: ServerFlags): void {
  const asked = word?.toLowerCase();
  if (wanted.version) end(VERSION_TEXT);
  if (wanted.help) end(USAGE);
  if (wanted.tlsHelp) end(TLS_HELP);
  if (asked === 'version') end(VERSION_TEXT);
  if (asked === 'help') end(USAGE);
  if (word !== undefined) throw unrecognized(word);
  if (!wanted.signal) return;
  const problem = sendSignal(wanted.signal);
  if (problem === undefined) throw new Ended(0);
  throw new FlagError('value', problem);
}

const VERSION_TEXT = `nats-streaming-server version ${VERSION}, nats-server: v${NATS_VERSION}\n`;

function end(text: string): never {
  process.stdout.write(text);
  throw new Ended(0);
}
