import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';

import { CliProcess, type CleanUp } from '../cli-process';
import { makeTempFolder } from '../temp-folder';
import { waitFor } from '../../support/wait-for';

/** The compiled command. */
export const embeddedFile = join(
  ...[__dirname, '..', '..', '..', 'dist', 'cli', 'nats-streaming-server.js'],
);

/** Path of a real nats-streaming-server 0.17.0; with it the tests run on that one alone. */
export const realServerPath = process.env['NATS_STREAMING_SERVER'] ?? '';

/** What a command line came to, without what differs from run to run. */
export interface Played {
  readonly exitStatus: number | undefined;
  readonly stdout: string;
  readonly stderr: readonly string[];
  /** Lines of the log file and of the pid file, if they were asked for. */
  readonly log?: readonly string[];
  readonly pid?: readonly string[];
}

/** Starts the command, embedded or real. */
export function startServerCommand(
  cleanUp: CleanUp,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): CliProcess {
  return realServerPath === ''
    ? new CliProcess(cleanUp, process.execPath, [embeddedFile, ...args], { env })
    : new CliProcess(cleanUp, realServerPath, args, { env });
}

/** Runs a command line of {@link file://./command-lines.ts}; a server that starts gets a SIGTERM. */
export async function play(cleanUp: CleanUp, commandLine: readonly string[]): Promise<Played> {
  const folder = await makeTempFolder(cleanUp);
  const [taken, free, other] = await Promise.all([listen(), listen(), listen()]);
  const places: Record<string, string> = {
    folder,
    taken: portOf(taken),
    free: portOf(free),
    other: portOf(other),
    pid: '99999999',
  };
  await Promise.all([close(free), close(other)]);
  cleanUp(() => close(taken));
  const args = commandLine.map((word) =>
    word.replace(/\{(\w+)\}/g, (all, name: string) => places[name] ?? all),
  );
  const process = startServerCommand(cleanUp, args);
  const { pid } = process.child;
  const read = async (name: string): Promise<string | undefined> =>
    readFile(join(folder, name), 'utf8').catch(() => undefined);

  const isReady = (text: string | undefined): boolean =>
    text?.includes('Streaming Server is ready\n') ?? false;
  await waitFor('the end, or a server that is ready', async () =>
    process.child.exitCode !== null || isReady(process.stderr) || isReady(await read('log'))
      ? true
      : undefined,
  );
  process.child.kill('SIGTERM');
  const { exitStatus, stdout, stderr } = await process.ended();
  const withoutPlaces = (text: string): string =>
    Object.entries(places).reduce((before, [name, place]) => {
      const whole = new RegExp(`(?<![\\w.])${place.replaceAll('.', '\\.')}(?!\\d)`, 'g');
      return before.replace(whole, `{${name}}`);
    }, text);
  const lines = (text: string): string[] => plainLines(withoutPlaces(text), pid);
  const [log, pidFile] = [await read('log'), await read('pid')];
  return {
    exitStatus,
    stdout: plainHelp(stdout),
    stderr: lines(stderr),
    ...(log !== undefined && { log: lines(log) }),
    ...(pidFile !== undefined && { pid: lines(pidFile) }),
  };
}

/** Each server has its own words for its help. */
function plainHelp(stdout: string): string {
  if (stdout.startsWith('\nUsage: nats-streaming-server [options]\n')) return '<usage>';
  return /^\s*TLS configuration/.test(stdout) ? '<about TLS>' : stdout;
}

/** What only the real server does: it is a client of itself. */
const ofItsOwnClients = /\[(DBG|TRC)\] (127\.0\.0\.1|\[?::1\]?):\d+ - cid:|connection "_NSS-/;
/** Addresses of this machine. */
const address = /\[DBG\] {2}ip=/;

function plainLines(text: string, pid: number | undefined): string[] {
  return text
    .split('\n')
    .filter((line) => !ofItsOwnClients.test(line) && !address.test(line))
    .map((line) =>
      line
        .replace(new RegExp(`^(\\[?)${pid}(?=\\]|$)`), '$1PID')
        .replace(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(\.\d{6})?/, (time) => time.replace(/\d/g, '0'))
        .replace(/\b[0-9A-Za-z]{22}\b/, 'ID')
        .replace(/\bN[A-Z2-7]{55}\b/, 'NATS-ID')
        .replace(/\b(go|node)\d+\.\d+(\.\d+)?/, 'RUNTIME')
        // Whom the system asks for addresses.
        .replace(/ on [^ ]+: no such host/, ': no such host'),
    );
}

/**
 * Listens on a port that is free, and hardly anybody's as soon as it is closed: the system takes those
 * that it chooses by itself, for connections, from above these.
 */
async function listen(): Promise<Server> {
  for (;;) {
    const server = createServer();
    const isFree = new Promise<boolean>((resolve) => {
      server.once('listening', () => {
        resolve(true);
      });
      server.once('error', () => {
        resolve(false);
      });
    });
    server.listen(randomInt(10_000, 32_000), '127.0.0.1');
    if (await isFree) return server;
  }
}

const portOf = (server: Server): string => String((server.address() as AddressInfo).port);

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
