import { systemClock } from '../base/clock';
import { processFacts } from '../base/process-facts';
import { systemRandom } from '../base/random';
import type { Decorations } from './decorations';
import { runOnExternalNats } from './external-server';
import { FaultError, type Fault } from './faults/fault';
import type { Faults, RestartOptions } from './faults/faults';
import type { MessageFacts, MessageFilter, Which } from './faults/filter';
import type { MessageFaults, RepeatOptions, TimesOption } from './faults/message-faults';
import { OwnServer, type OwnServerParts } from './own-server';
import {
  StartError,
  type Door,
  type EmbeddedServer,
  type LoneServer,
  type ServerWithDoors,
} from './running-server';
import { createServerLogs } from './server-logs';
import type { ServerSettings } from './settings';
import { settingsOf, type StartServerOptions, type TlsOptions } from './start-options';
import { StoreError } from './stores/store-error';

export {
  FaultError,
  StartError,
  StoreError,
  type Door,
  type EmbeddedServer,
  type Fault,
  type Faults,
  type LoneServer,
  type MessageFacts,
  type MessageFaults,
  type MessageFilter,
  type RepeatOptions,
  type RestartOptions,
  type ServerWithDoors,
  type StartServerOptions,
  type TimesOption,
  type TlsOptions,
  type Which,
};

/** How to start a server whose settings are known. */
export interface RunOptions extends Pick<
  StartServerOptions,
  'clock' | 'random' | 'log' | 'connectionLimits'
> {
  /** Called when the log has begun and no port is open yet; what it throws ends the start. */
  readonly beforeListening?: () => void;
  /** For whoever wants a server that is wrong, or has another time. */
  readonly decorate?: Decorations;
}

/**
 * Starts a NATS Streaming server in this process.
 * @throws SettingsError, FlagError when an option makes no sense; ListenError when the port is taken;
 *   StoreError when the store cannot be used; StartError when flags of TLS are such that the real server
 *   could not connect to itself; NatsServerError when the NATS server of `natsServer` can't be used
 */
export async function startServer(options: StartServerOptions = {}): Promise<EmbeddedServer> {
  return runServer(settingsOf(options), options);
}

/**
 * Starts a server with NATS of its own, which can have more ports.
 * @throws as startServer; what is asked for must not have `natsServer`
 */
export function startServerWithDoors(
  options: Omit<StartServerOptions, 'natsServer'> & Pick<RunOptions, 'decorate'>,
): Promise<ServerWithDoors> {
  return OwnServer.start(partsOf(settingsOf(options), options));
}

/**
 * Starts a server with settings that are taken as they are.
 * @throws as startServer, but for FlagError; the log has said so then, too, unless it is a SettingsError
 */
export function runServer(settings: ServerSettings, options: RunOptions): Promise<LoneServer> {
  const parts = partsOf(settings, options);
  const { natsServer } = settings;
  return natsServer === undefined
    ? OwnServer.start(parts, options.beforeListening)
    : runOnExternalNats({ ...parts, natsServer });
}

function partsOf(settings: ServerSettings, options: RunOptions): OwnServerParts {
  const { decorate = {} } = options;
  const callersClock = options.clock ?? systemClock();
  const clock = decorate.clock?.(callersClock) ?? callersClock;
  const facts = processFacts();
  const logs = createServerLogs(settings.log, options.log, facts.pid, clock);
  return {
    settings,
    clock,
    callersClock,
    random: options.random ?? systemRandom(),
    natsLog: logs.nats,
    streamingLog: logs.streaming,
    runtime: facts.runtime,
    connectionLimits: options.connectionLimits ?? {},
    decorate,
    facts,
  };
}
