import type { ConnectionOptions, NodeConnectionOptions } from '@nats-io/transport-node';
import type { Clock } from '../../base/clock';
import { hostPort } from '../../base/host-port';
import type { Log } from '../../base/log';
import type { Random } from '../../base/random';
import { Turns, type Nats } from '../streaming/nats';
import { ExternalConnection } from './external-connection';
import { readNatsUrls, type NatsAddress } from './nats-url';

/** How long the NATS server may take to let a connection in; that of the real server's client. */
const CONNECT_MS_MAX = 2000;
/** How long a connection waits between two tries to come back, which it makes for ever. */
const RECONNECT_MS = 250;

/** The NATS server can't be used. The message is the one of the real server. */
export class NatsConnectError extends Error {
  override readonly name = 'NatsConnectError';
}

/** Names of files. */
export type ExternalTls = NonNullable<NodeConnectionOptions['tls']>;

interface ExternalNatsParts {
  /** `nats://host:port`, or several; see {@link readNatsUrls}. */
  readonly url: string;
  /** Who we are, unless the URL says so. */
  readonly auth?: { readonly user?: string; readonly pass?: string; readonly token?: string };
  /** Files of certificates and so on; null for no TLS even if the NATS server offers it. */
  readonly tls?: ExternalTls;
  /** The connections to open, by name. */
  readonly names: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * A NATS server somewhere else, as streaming sees it: connections that are open, and turns. The client
 * library has timers of its own, in real time, for connecting and for asking whether the server lives.
 */
export class ExternalNats extends Turns implements Nats {
  readonly random: Random;
  readonly log: Log;
  readonly hidesUser: boolean;

  private readonly connections = new Map<string, ExternalConnection>();

  private constructor({ clock, random, log, url }: ExternalNatsParts) {
    super(clock);
    this.random = random;
    this.log = log;
    this.hidesUser = url.includes('@');
  }

  /**
   * Opens the connections, one after the other.
   * @throws NatsUrlError, NatsConnectError
   */
  static async connect(parts: ExternalNatsParts): Promise<ExternalNats> {
    const options = optionsOf(parts);
    // Loaded here, since most servers never need it.
    const { connect } = await import('@nats-io/transport-node');
    const nats = new ExternalNats(parts);
    try {
      for (const name of parts.names) {
        const library = await connect({ ...options, name });
        nats.connections.set(name, new ExternalConnection(nats, name, library));
      }
      return nats;
    } catch (error) {
      await nats.close();
      throw new NatsConnectError(connectErrorText(error), { cause: error });
    }
  }

  /** @throws Error when it was not opened at the start */
  openInternal(name: string): ExternalConnection {
    const connection = this.connections.get(name);
    if (!connection) throw new Error(`there is no connection ${name}: name it when connecting`);
    return connection;
  }

  /** Writes what is to be sent and closes all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.connections.values()].map((connection) => connection.end()));
  }

  protected send(): void {
    // It leaves when all that is under way has returned: nothing is to be done.
  }
}

function optionsOf({ url, auth = {}, tls }: ExternalNatsParts): ConnectionOptions {
  const addresses = readNatsUrls(url);
  return {
    servers: addresses.map(({ host, port }) => hostPort(host, port)),
    ...credentials(addresses, auth),
    timeout: CONNECT_MS_MAX,
    reconnectTimeWait: RECONNECT_MS,
    reconnectJitter: 0,
    reconnectJitterTLS: 0,
    maxReconnectAttempts: -1,
    // A password that is wrong for a while is no reason to give up: it may be mended over there.
    ignoreAuthErrorAbort: true,
    ...(tls === undefined ? {} : { tls }),
  };
}

/** The URL's outrank those of flags, and the library wants one for all servers. */
function credentials(
  addresses: readonly NatsAddress[],
  { user = '', pass, token }: NonNullable<ExternalNatsParts['auth']>,
): Pick<ConnectionOptions, 'user' | 'pass' | 'token'> {
  const known = addresses.find((address) => address.user !== undefined);
  if (known?.user !== undefined) {
    return known.pass === undefined
      ? { token: known.user }
      : { user: known.user, pass: known.pass };
  }
  return {
    ...(user === '' ? {} : { user, ...(pass === undefined ? {} : { pass }) }),
    ...(token === undefined ? {} : { token }),
  };
}

/** The real server says of all that keeps it from a NATS server that there is none. */
function connectErrorText(error: unknown): string {
  return error instanceof Error && error.name === 'AuthorizationError'
    ? 'nats: Authorization Violation'
    : 'nats: no servers available for connection';
}
