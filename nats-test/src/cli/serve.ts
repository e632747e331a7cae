import { once } from 'node:events';
import { startServer, StartError, type EmbeddedServer } from '../server/embedded-server';
import type { ServerSettings } from '../server/settings';
import { NatsServerError } from '../server/external-server';
import { StoreError } from '../server/stores/store-error';
import { ListenError } from '../server/net/tcp-listener';
import { paintFor } from './colours';
import { CommandError, type ExitStatus } from './command-error';
import { paintLogLine } from './log-colours';
import { npmGone } from './npm-gone';
import { readServeFlags } from './serve-flags';
import { SERVE_HELP } from './serve-help';
import { serverArgs } from './server-args';
import { versionText } from './version';

/**
 * `nats-test serve`: runs the embedded server until it is interrupted.
 * @param words what was typed after `serve`
 * @throws CommandError
 */
export async function serve(
  words: readonly string[],
  interrupted: AbortSignal,
): Promise<ExitStatus> {
  const { wanted, manifest, typed } = readServeFlags(words);
  if (wanted !== 'server') {
    process.stdout.write(wanted === 'help' ? SERVE_HELP : `${versionText()}\n`);
    return 0;
  }
  const { args, settings, source } = await serverArgs({ typed, manifest, folder: process.cwd() });
  if (source !== undefined) {
    process.stderr.write(`nats-test serve: with the flags of ${source}: ${args.join(' ')}\n`);
  }
  const server = await start(args, settings);
  const ending = AbortSignal.any([interrupted, npmGone(process.env)]);
  if (!ending.aborted) await once(ending, 'abort');
  await server.stop();
  return 0;
}

/** What has been told in a sentence. */
const FAILURES = [ListenError, StoreError, StartError, NatsServerError];

async function start(args: readonly string[], settings: ServerSettings): Promise<EmbeddedServer> {
  const paint = paintFor(process.stderr, process.env);
  const write = (line: string): void => {
    process.stderr.write(`${paintLogLine(line, paint)}\n`);
  };
  // Of a server that can't start a sentence is enough.
  const heldBack: string[] = [];
  let log = (line: string): void => void heldBack.push(line);
  try {
    const server = await startServer({
      args,
      // In a test a server hides on the loopback address and free ports; this one is to be found.
      host: settings.host,
      port: settings.port,
      monitoringPort: settings.monitoringPort ?? false,
      log: (line) => log(line),
    });
    heldBack.forEach(write);
    log = write;
    return server;
  } catch (error) {
    const failure = FAILURES.find((kind) => error instanceof kind);
    if (!failure) throw error;
    throw new CommandError(1, (error as Error).message, { cause: error });
  }
}
