import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
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
  /** What monitoring shows of the settings, if there was a configuration file and a port for it. */
  readonly pages?: unknown;
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
export async function play(
  cleanUp: CleanUp,
  commandLine: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Played> {
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
  const withPlaces = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (all, name: string) => places[name] ?? all);
  const args = commandLine.map(withPlaces);
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), withPlaces(text));
  }
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
  const shownAt = /Starting http monitor on \S+:(\d+)/.exec(process.stderr)?.[1];
  const isAsked = Object.keys(files).length > 0 && shownAt !== undefined;
  const pages = isAsked ? await settingsShown(shownAt) : undefined;
  process.child.kill('SIGTERM');
  const { exitStatus, stdout, stderr } = await process.ended();
  const withoutPlaces = (text: string): string =>
    Object.entries(places).reduce((before, [name, place]) => {
      const whole = new RegExp(`(?<![\\w.])${place.replaceAll('.', '\\.')}(?!\\d)`, 'g');
      return before.replace(whole, `{${name}}`);
    }, text);
  const hasChosenPorts = Object.keys(files).length > 0;
  const lines = (text: string): string[] =>
    plainLines(text, pid)
      .map(withoutPlaces)
      .map((line) => (hasChosenPorts ? line.replace(chosenPort, '$1PORT') : line));
  const [log, pidFile] = [await read('log'), await read('pid')];
  return {
    exitStatus,
    stdout: plainHelp(stdout),
    stderr: lines(stderr),
    ...(pages !== undefined && { pages }),
    ...(log !== undefined && { log: lines(log) }),
    ...(pidFile !== undefined && { pid: lines(pidFile) }),
  };
}

/** What of `/varz` a configuration file may set. */
const SETTINGS_OF_VARZ = (
  'auth_required max_connections max_subscriptions ping_interval ping_max auth_timeout ' +
  'max_control_line max_payload max_pending write_deadline'
).split(' ');

async function settingsShown(port: string): Promise<unknown> {
  const ask = async (path: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const [store, server] = await Promise.all([ask('/streaming/storez'), ask('/varz')]);
  const { type, limits, cluster_id } = store;
  const varz = SETTINGS_OF_VARZ.map((name) => [name, server[name]] as const);
  const named =
    server['server_name'] === server['server_id'] ? {} : { name: server['server_name'] };
  return { cluster_id, type, limits, ...named, varz: Object.fromEntries(varz) };
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
/** Ports that the system chose, which nobody knows beforehand. */
const chosenPort = /( (?:client connections|http monitor) on \S+:)\d+$/;

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
