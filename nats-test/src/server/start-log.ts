import { formatDuration } from '../base/duration';
import type { Log } from '../base/log';
import type { ProcessFacts } from '../base/process-facts';
import { formatSize } from '../base/size';
import { defaultSettings, type ServerSettings, type StoreLimits } from './settings';
import type { StreamingState } from './streaming/state';
import { NATS_VERSION, VERSION } from '../protocol/versions';

interface Started {
  readonly settings: ServerSettings;
  readonly natsLog: Log;
  readonly streamingLog: Log;
  readonly state: StreamingState;
  readonly facts: ProcessFacts;
  readonly natsId: string;
  readonly port: number;
  readonly monitoringPort: number | undefined;
}

/** Writes what the real server writes when it starts: people and scripts look for these lines. */
export function logStart(started: Started): void {
  const { settings, natsLog, streamingLog, state, facts, natsId } = started;
  const { subjects } = state;
  streamingLog.notice(
    `Starting nats-streaming-server[${settings.clusterId}] version ${VERSION} (embedded, in TypeScript)`,
  );
  streamingLog.notice(`ServerID: ${state.serverId}`);
  streamingLog.notice(`Runtime: ${facts.runtime}`);
  natsLog.notice(`Starting nats-server version ${NATS_VERSION}`);
  if (started.monitoringPort !== undefined) {
    natsLog.notice(`Starting http monitor on ${settings.host}:${started.monitoringPort}`);
  }
  natsLog.notice(`Listening for client connections on ${settings.host}:${started.port}`);
  natsLog.notice(`Server id is ${natsId}`);
  natsLog.notice('Server is ready');
  streamingLog.notice('Recovering the state...');
  streamingLog.notice('No recovered state');
  streamingLog.debug(`Discover subject:           ${subjects.discover}`);
  streamingLog.debug(`Publish subject:            ${subjects.publishPrefix}.>`);
  streamingLog.debug(`Subscribe subject:          ${subjects.subscribe}`);
  streamingLog.debug(`Subscription Close subject: ${subjects.subscriptionClose}`);
  streamingLog.debug(`Unsubscribe subject:        ${subjects.unsubscribe}`);
  streamingLog.debug(`Close subject:              ${subjects.close}`);
  streamingLog.notice(`Message store is ${state.store.type}`);
  for (const line of limitLines(state.store.limits)) streamingLog.notice(line);
  streamingLog.notice('Streaming Server is ready');
}

/** The limits as a table; a star marks those that are the default. */
function limitLines(limits: StoreLimits): string[] {
  const count = (key: keyof StoreLimits): string => show(limits, key, String);
  const duration = (key: keyof StoreLimits): string => show(limits, key, formatDuration);
  return [
    '---------- Store Limits ----------',
    `Channels:        ${count('channelsMax')}`,
    '--------- Channels Limits --------',
    `  Subscriptions: ${count('subscriptionsMax')}`,
    `  Messages     : ${count('msgsMax')}`,
    `  Bytes        : ${show(limits, 'bytesMax', formatSize)}`,
    `  Age          : ${duration('ageMsMax')}`,
    `  Inactivity   : ${duration('inactivityMsMax')}`,
    '----------------------------------',
  ];
}

function show(
  limits: StoreLimits,
  key: keyof StoreLimits,
  format: (value: number) => string,
): string {
  const value = limits[key];
  const star = value === defaultSettings.limits[key] ? ' *' : '';
  return (value === 0 ? 'unlimited' : format(value)).padStart(13) + star;
}
