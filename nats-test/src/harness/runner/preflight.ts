import { connectProblemOf } from '../client/classify';
import { createClient } from '../client/stan-client';
import type { Scenario } from '../scenarios/scenario';
import { askServer, type ServerFacts } from '../target/ask-server';
import type { UrlTargetOptions } from '../target/target';
import { MonitoringError } from '../../monitor/ask';
import { shownUrl } from '../client/shown-url';

/** What a look at the server has shown before anything runs. */
export type Preflight =
  | { readonly problem: string }
  /** The target, without a monitoring port that does not answer. */
  | { readonly problem: undefined; readonly target: UrlTargetOptions };

const SILENT = { lost: () => undefined };
/** A server that is there answers at once, or after 500 ms when the client ID was taken. */
const PATIENCE = { requestMs: 3000 };

/** Looks whether the server is there, is the right one, lets us in and has room for the channels. */
export async function preflight(
  target: UrlTargetOptions,
  scenarios: readonly Scenario[],
  runId: string,
): Promise<Preflight> {
  const { connection, monitoringUrl, heartbeats } = target;
  const facts = monitoringUrl === undefined ? undefined : await askOrNothing(monitoringUrl);
  const client = createClient(connection, `nats-test-${runId}-first`, SILENT, PATIENCE);
  const outcome = await client.connect();
  if (outcome.type === 'ok') await client.disconnect();
  client.destroy();
  if (outcome.type !== 'ok') return { problem: explain(target, outcome.error, facts) };
  if (facts && facts.clusterId !== connection.clusterId) {
    return {
      problem:
        `the monitoring at ${String(monitoringUrl)} is of cluster ${facts.clusterId}, and the server is ` +
        `of ${connection.clusterId}: give the right one with --monitoring, or none with --no-monitoring`,
    };
  }
  const lack = facts && lackOfChannels(facts, scenarios);
  if (lack !== undefined) return { problem: lack };
  return {
    problem: undefined,
    target: {
      kind: 'url',
      connection,
      ...(heartbeats ? { heartbeats } : {}),
      ...(facts && monitoringUrl !== undefined ? { monitoringUrl } : {}),
    },
  };
}

async function askOrNothing(monitoringUrl: string): Promise<ServerFacts | undefined> {
  try {
    return await askServer(monitoringUrl);
  } catch (error) {
    if (error instanceof MonitoringError) return undefined;
    throw error;
  }
}

function explain(
  { connection }: UrlTargetOptions,
  error: string,
  facts: ServerFacts | undefined,
): string {
  const where = shownUrl(connection.url);
  const { clusterId } = connection;
  switch (connectProblemOf(error)) {
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
