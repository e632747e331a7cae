import { goErrorText, goQuote } from '../base/go-error-text';
import { hostPort } from '../base/host-port';
import type { Log } from '../base/log';
import type { ProcessFacts } from '../base/process-facts';
import { NATS_VERSION, VERSION } from '../protocol/versions';
import { limitLines } from './limits-table';
import type { ServerSettings } from './settings';
import { StoreError } from './stores/store-error';
import type { StreamingState } from './streaming/state';

/*
 * What the real server writes when it starts and when it can't: people and scripts look for these
 * lines.
 */

/** The first lines of all. */
export function logStreamingStart(
  log: Log,
  settings: ServerSettings,
  serverId: string,
  facts: ProcessFacts,
): void {
  log.notice(`Starting nats-streaming-server[${settings.clusterId}] version ${VERSION}`);
  log.notice(`ServerID: ${serverId}`);
  log.notice(`Go version: ${facts.runtime}`);
  log.notice('Git commit: [not set]');
  for (const remark of settings.remarks ?? []) log.warn(remark);
}

/** The settings make no sense to the streaming server: there will be no more lines. */
export function logStartFailure(log: Log, reason: string): void {
  log.notice('Shutting down.');
  log.fatal(`Failed to start: ${reason}`);
}

/** Does a part of a start; of a store that cannot be used the log says why. */
export async function sayingWhyNot<Result>(
  log: Log,
  part: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await part();
  } catch (error) {
    if (error instanceof StoreError) logStartFailure(log, error.message);
    throw error;
  }
}

/** What core NATS says before it listens. */
export function logNatsStart(log: Log, settings: ServerSettings, facts: ProcessFacts): void {
  log.notice(`Starting nats-server version ${NATS_VERSION}`);
  log.debug(`Go build version ${facts.runtime}`);
  log.notice('Git commit [not set]');
  const { pass = '', users = [] } = settings.auth ?? {};
  const isPlain = (secret: string): boolean => !secret.startsWith('$2a$');
  if ((pass !== '' && isPlain(pass)) || users.some((user) => isPlain(user.pass))) {
    log.warn('Plaintext passwords detected, use nkeys or bcrypt.');
  }
}

/** The port for monitoring is open. */
export function logMonitoring(
  log: Log,
  scheme: 'http' | 'https',
  host: string,
  port: number,
): void {
  log.notice(`Starting ${scheme} monitor on ${hostPort(host, port)}`);
}

/** The port for clients is open. */
export function logListening(
  log: Log,
  host: string,
  port: number,
  hasTls: boolean,
  natsId: string,
  facts: ProcessFacts,
): void {
  log.notice(`Listening for client connections on ${hostPort(host, port)}`);
  if (hasTls) log.notice('TLS required for client connections');
  log.notice(`Server id is ${natsId}`);
  log.notice('Server is ready');
  if (!log.debugs || (host !== '0.0.0.0' && host !== '::')) return;
  log.debug(`Get non local IPs for ${goQuote(host)}`);
  for (const address of facts.addresses()) log.debug(` ip=${address}`);
}

/** The port for clients could not be opened: there will be no more lines. */
export function logListenFailure(log: Log, host: string, port: number, error: unknown): void {
  const reason = listenError(host, port, error);
  log.fatal(`Error listening on port: ${hostPort(host, port)}, ${goQuote(reason)}`);
}

/** Why a port could not be opened. */
export function listenError(host: string, port: number, error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ERR_SOCKET_BAD_PORT') return `listen tcp: address ${port}: invalid port`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `listen tcp: lookup ${host}: no such host`;
  }
  return `listen tcp ${hostPort(host, port)}: bind: ${goErrorText(cause)}`;
}

/** Why there can be no monitoring with these settings; it is found before any port is opened. */
export function monitoringRefusal({
  monitoringPort,
  monitoringTlsPort,
  tls,
}: ServerSettings): string | undefined {
  if (monitoringTlsPort === undefined) return undefined;
  // A free port is asked for by -1.
  const [http, https] = [monitoringPort, monitoringTlsPort].map((it) => (it === 0 ? -1 : it));
  if (http !== undefined) return `can't specify both HTTP (${http}) and HTTPs (${https}) ports`;
  return tls ? undefined : 'TLS cert and key required for HTTPS';
}

/** The last lines of a start. */
export function logReady(log: Log, settings: ServerSettings, state: StreamingState): void {
  logRecovery(log, state);
  logServing(log, settings, state);
}

/** What the store has brought back. */
export function logRecovery(log: Log, state: StreamingState): void {
  log.notice('Recovering the state...');
  const { recoveredChannels } = state;
  if (recoveredChannels === undefined) log.notice('No recovered state');
  else log.notice(`Recovered ${recoveredChannels} channel(s)`);
}

/** What it serves from now on. */
export function logServing(log: Log, settings: ServerSettings, state: StreamingState): void {
  const { subjects } = state;
  log.debug('Did not detect another server instance');
  log.debug(`Discover subject:           ${subjects.discover}`);
  log.debug(`Publish subject:            ${subjects.publishPrefix}.>`);
  log.debug(`Subscribe subject:          ${subjects.subscribe}`);
  log.debug(`Subscription Close subject: ${subjects.subscriptionClose}`);
  log.debug(`Unsubscribe subject:        ${subjects.unsubscribe}`);
  log.debug(`Close subject:              ${subjects.close}`);
  log.notice(`Message store is ${state.store.type}`);
  if (settings.storeFolder !== undefined) log.notice(`Store location: ${settings.storeFolder}`);
  for (const line of limitLines(state.store.limits)) log.notice(line);
  log.notice('Streaming Server is ready');
}
