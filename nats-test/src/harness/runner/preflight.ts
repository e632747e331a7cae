import { oneLine } from '../../base/one-line';
import { connectProblemOf } from '../client/classify';
import { firstAddress } from '../client/parse-url';
import type { ConnectionOptions } from '../client/harness-client';
import { isWorkload, type Scenario } from '../scenarios/scenario';
import type { ServerFacts } from '../target/ask-server';
import type { UrlTargetOptions } from '../target/target';
import { shownUrl } from '../client/shown-url';
import { callOn } from './call-on';
import { lookForMonitoring, speaksHttp } from './look-for-monitoring';

/** What a look at the server has shown before anything runs. */
export type Preflight =
  | { readonly problem: string }
  /** The target; in place of a monitoring port that does not answer it has the reason. */
  | { readonly problem: undefined; readonly target: UrlTargetOptions };

/** What a channel must be able to keep, so that no event of a lesson is pushed out by others. */
interface Room {
  readonly msgs: number;
  readonly bytes: number;
  readonly ageMs: number;
}

const LEAST: Room = { msgs: 100, bytes: 100_000, ageMs: 120_000 };
/** Some events a second, for minutes. */
const LEAST_UNDER_LOAD: Room = { msgs: 10_000, bytes: 2_000_000, ageMs: 600_000 };
/** A server that is there answers at once, or after 500 ms when the client ID was taken. */
const PATIENCE = { requestMs: 3000 };

/** Looks whether the server is there, is the right one, lets us in and has room for the channels. */
export async function preflight(
  target: UrlTargetOptions,
  scenarios: readonly Scenario[],
  runId: string,
): Promise<Preflight> {
  const { connection, monitoringUrl, heartbeats } = target;
  const { facts, ...monitoring } = await lookForMonitoring(target);
  const found = await findServer(connection, `nats-test-${runId}-first`);
  if ('error' in found) return { problem: await explain(target, found.error, facts) };
  if (facts && facts.clusterId !== connection.clusterId) {
    return {
      problem:
        `the monitoring at ${String(monitoringUrl)} is of cluster ${facts.clusterId}, and the server is ` +
        `of ${connection.clusterId}: give the right one with --monitoring, or none with --no-monitoring`,
    };
  }
  const lack = facts && (lackOfChannels(facts, scenarios) ?? lackOfRoom(facts, scenarios));
  if (lack !== undefined) return { problem: lack };
  return {
    problem: undefined,
    target: {
      kind: 'url',
      connection: { ...connection, url: found.url },
      ...(heartbeats ? { heartbeats } : {}),
      ...monitoring,
    },
  };
}

/**
 * The first of the servers that takes a client: a run is about one of them.
 * @returns its URL, or what the last one said
 */
async function findServer(
  connection: ConnectionOptions,
  clientId: string,
): Promise<{ readonly url: string } | { readonly error: string }> {
  let error = '';
  for (const url of connection.url.split(',').map((it) => it.trim())) {
    const outcome = await callOn({ ...connection, url }, clientId, PATIENCE);
    if (outcome.type === 'ok') return { url };
    ({ error } = outcome);
  }
  return { error };
}

async function explain(
  { connection }: UrlTargetOptions,
  whole: string,
  facts: ServerFacts | undefined,
): Promise<string> {
  const where = shownUrl(connection.url);
  const { clusterId } = connection;
  if (await isWeb(connection.url, whole)) {
    const { port } = firstAddress(connection.url);
    return (
      `no NATS server at ${where}: what answers there is HTTP, and ${port} looks like the monitoring ` +
      'port; clients use 4222, unless the -p of its flags says otherwise'
    );
  }
  const error = oneLine(withoutPlace(whole));
  switch (connectProblemOf(whole)) {
    case 'unreachable':
      return (
        `no NATS server at ${where} (${error}): is it running, and the port-forward ` +
        '(kubectl port-forward service/nats-srv 4222 8222)?'
      );
    case 'login refused':
      return `the server at ${where} did not let us in (${error}): give --user and --pass, or --token`;
    case 'tls':
      return `no TLS connection to ${where} (${error}): give --tlsca, and --tlscert with --tlskey if the server wants to know who we are`;
    case 'no answer':
      return facts && facts.clusterId !== clusterId
        ? `the server at ${where} is cluster ${facts.clusterId}, not ${clusterId}: give --cluster ${facts.clusterId}`
        : `a NATS server answers at ${where}, but no NATS Streaming cluster ${clusterId}: give the -cid ` +
            'of its flags with --cluster, or point --url at a NATS Streaming server';
    case 'ID taken':
    case undefined:
      return `the server at ${where} did not take a client (${error}): its log says more`;
  }
}

/** Whether somebody has taken the monitoring port, or another web server, for the one of clients. */
async function isWeb(url: string, error: string): Promise<boolean> {
  if (/"HTTP\/\d/.test(error)) return true;
  // A web server waits for the client to speak first, as the client does for a NATS server.
  return error.startsWith('Nothing of NATS came from ') && speaksHttp(firstAddress(url));
}

/** A reason without the host and port that stand beside it anyway. */
function withoutPlace(error: string): string {
  return error
    .replace(/^Could not connect to \S+: (?:connect (E[A-Z]+) .*)?/, '$1')
    .replace(/^Nothing of NATS came from .+, port \d+,/, 'nothing of NATS came')
    .replace(/^The connection to \S+ was closed/, 'the connection was closed');
}

/** A right server forgets what its limits do not let it keep; no lesson is about that. */
function lackOfRoom(
  { msgsMax, bytesMax, ageMsMax }: ServerFacts,
  scenarios: readonly Scenario[],
): string | undefined {
  const least = scenarios.some(isWorkload) ? LEAST_UNDER_LOAD : LEAST;
  const isLow = (limit: number, needed: number): boolean => limit > 0 && limit < needed;
  const low = [
    ...(isLow(msgsMax, least.msgs) ? [`-mm ${msgsMax}`] : []),
    ...(isLow(bytesMax, least.bytes) ? [`-mb ${bytesMax}`] : []),
    ...(isLow(ageMsMax, least.ageMs) ? [`-ma ${ageMsMax / 1000}s`] : []),
  ];
  if (low.length === 0) return undefined;
  return (
    `the server keeps too little of a channel for the lessons (${low.join(', ')}): start it with ` +
    `-mm ${least.msgs}, -mb ${least.bytes} and -ma ${least.ageMs / 1000}s at least, or without those limits`
  );
}

function lackOfChannels(facts: ServerFacts, scenarios: readonly Scenario[]): string | undefined {
  if (facts.channelsMax === 0) return undefined;
  const wanted = scenarios.flatMap(({ channel }) => channel ?? []);
  const missing = wanted.filter((channel) => !facts.channelNames.includes(channel));
  const free = facts.channelsMax - facts.channels;
  if (missing.length <= free) return undefined;
  return (
    `the server has room for ${free} more channels of ${facts.channelsMax}, and ${missing.length} ` +
    'are needed: start it with a larger -mc, or run some lessons with --only'
  );
}
