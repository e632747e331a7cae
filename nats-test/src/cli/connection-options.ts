import { hostPort } from '../base/host-port';
import type { Command } from 'commander';
import { parseDuration } from '../base/duration';
import type { ConnectionOptions } from '../harness/client/harness-client';
import { parseUrls, type ServerAddress } from '../harness/client/parse-url';
import type { Heartbeats } from '../harness/history/target-facts';
import { badUsage } from './command-error';
import { readTls, type TlsFlags } from './connection-tls';

/** The course's; that of a server without `-cid` is test-cluster. */
const CLUSTER_ID = 'ticketing';
const MONITORING_PORT = 8222;

/** Options of a command that connects, as Commander hands them over. */
export interface ConnectionFlags extends TlsFlags {
  readonly url?: string;
  readonly cluster?: string;
  /** False with `--no-monitoring`. */
  readonly monitoring?: string | false;
  readonly hbi?: string;
  readonly hbt?: string;
  readonly hbf?: string;
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

/** A server that runs elsewhere. */
export interface Connection {
  readonly connection: ConnectionOptions;
  /** Without a slash at its end; undefined when there is none to ask. */
  readonly monitoringUrl?: string;
  /** Why there is none to ask. */
  readonly monitoringProblem?: string;
  readonly heartbeats?: Heartbeats;
}

/** What makes no sense without a server that runs elsewhere. */
const NEED_URL = [
  'cluster',
  'monitoring',
  'hbi',
  'hbt',
  'hbf',
  'user',
  'pass',
  'token',
  'tlsca',
  'tlscert',
  'tlskey',
] as const satisfies readonly (keyof ConnectionFlags)[];

/** Adds the options of every command that connects to a server. */
export function addConnectionOptions(command: Command): Command {
  command
    .optionsGroup('Server, when it is not the embedded one:')
    .option('--url <url>', 'nats://HOST:PORT or nats://USER:PASSWORD@HOST:PORT');
  addClusterOption(command)
    .option(
      '--monitoring <url>',
      `where its -m listens (default: port ${MONITORING_PORT} of that host)`,
    )
    .option('--no-monitoring', 'it has no monitoring')
    .option('--hbi <duration>', '-hbi of the server: how often it asks a client, as in 5s')
    .option('--hbt <duration>', '-hbt of the server: how long an answer may take')
    .option('--hbf <count>', '-hbf of the server: how many failures it forgives');
  return addLoginOptions(command);
}

/** Adds the option that names the streaming server. */
export function addClusterOption(command: Command): Command {
  return command.option(
    '--cluster <id>',
    `cluster ID, -cid of the server (default: ${CLUSTER_ID})`,
  );
}

/** Adds the options by which a server lets a client in. */
export function addLoginOptions(command: Command): Command {
  return command
    .option('--user <name>', 'with --pass')
    .option('--pass <password>', 'with --user')
    .option('--token <token>', 'instead of user and password')
    .option('--tlsca <file>', 'PEM of the authority to trust')
    .option('--tlscert <file>', 'PEM of the certificate to show, with --tlskey')
    .option('--tlskey <file>', 'PEM of its key');
}

/**
 * Makes sense of what was typed.
 * @returns undefined when no server was named
 * @throws CommandError, bad usage; it repeats no password
 */
export function readConnection(flags: ConnectionFlags): Connection | undefined {
  if (flags.url === undefined) {
    const option = optionThatNeedsUrl(flags);
    if (option === undefined) return undefined;
    throw badUsage(`${option} needs --url URL: without it the embedded server is used`);
  }
  const clusterId = flags.cluster ?? CLUSTER_ID;
  if (!/^[\w-]+$/.test(clusterId)) {
    throw badUsage(`--cluster ${clusterId} is no cluster ID: it has letters, digits, - and _ only`);
  }
  // The course's own scripts say http://localhost:4222.
  const url = flags.url.replaceAll(/(^|,\s*)http:/gi, '$1nats:');
  const addresses = readUrls(url);
  const tls = readTls(flags);
  const monitoringUrl = readMonitoring(flags.monitoring, addresses[0].host);
  const heartbeats = readHeartbeats(flags);
  return {
    connection: { url, clusterId, ...readLogin(flags, addresses), ...(tls && { tls }) },
    ...(monitoringUrl === undefined
      ? { monitoringProblem: 'you gave --no-monitoring' }
      : { monitoringUrl }),
    ...(heartbeats && { heartbeats }),
  };
}

/** The first option that was typed, as it was typed, which makes sense only for a server that runs already. */
export function optionThatNeedsUrl(flags: ConnectionFlags): string | undefined {
  const name = NEED_URL.find((it) => flags[it] !== undefined);
  if (name === undefined) return undefined;
  return flags[name] === false ? `--no-${name}` : `--${name}`;
}

function readUrls(url: string): ReturnType<typeof parseUrls> {
  try {
    return parseUrls(url);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badUsage(`--url: ${error.message.replace(/\.$/, '')}`, error);
  }
}

/** A login that was typed beside the URL; the client reads the one in it. */
function readLogin(
  { user, pass, token }: ConnectionFlags,
  addresses: readonly ServerAddress[],
): Pick<ConnectionOptions, 'user' | 'pass' | 'token'> {
  if (user === undefined && pass === undefined && token === undefined) return {};
  if (addresses.some((it) => it.user !== undefined || it.token !== undefined)) {
    throw badUsage('--url has a login, too: give it there, or with --user, --pass and --token');
  }
  if (token !== undefined) {
    if (user === undefined && pass === undefined) return { token };
    throw badUsage('--token stands instead of --user and --pass: give one or the other');
  }
  if (user !== undefined && pass !== undefined) return { user, pass };
  throw badUsage('--user and --pass belong together: give both');
}

function readMonitoring(
  monitoring: ConnectionFlags['monitoring'],
  host: string,
): string | undefined {
  if (monitoring === false) return undefined;
  const text = monitoring ?? hostPort(host, MONITORING_PORT);
  const withScheme = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw badUsage('--monitoring is no URL: type it as in --monitoring http://localhost:8222');
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function readHeartbeats({ hbi, hbt, hbf }: ConnectionFlags): Heartbeats | undefined {
  // Each by itself first: whoever mistypes one may not have come to the others yet.
  const intervalMs = hbi === undefined ? undefined : readDuration('--hbi', hbi);
  const timeoutMs = hbt === undefined ? undefined : readDuration('--hbt', hbt);
  const failuresMax = hbf === undefined ? undefined : readCount('--hbf', hbf);
  if (intervalMs === undefined && timeoutMs === undefined && failuresMax === undefined) {
    return undefined;
  }
  if (intervalMs === undefined || timeoutMs === undefined || failuresMax === undefined) {
    throw badUsage(
      '--hbi, --hbt and --hbf belong together: give all three, as the server has them',
    );
  }
  return { intervalMs, timeoutMs, failuresMax };
}

function readDuration(option: string, text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs === undefined) {
    throw badUsage(
      `${option} ${text} is no duration: type it as in ${option} 5s or ${option} 500ms`,
    );
  }
  if (durationMs <= 0) {
    throw badUsage(
      `${option} ${text} must be above 0: give what the server has, as in ${option} 5s`,
    );
  }
  return durationMs;
}

function readCount(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw badUsage(`${option} ${text} is no count: type it as the server has it, as in ${option} 2`);
}
