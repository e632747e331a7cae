import { isIP } from 'node:net';

import type { StanOptions } from 'node-nats-streaming';

import type { ConnectionOptions } from './harness-client';
import type { ServerAddress } from './parse-url';

/** How long a client waits, in milliseconds. */
export interface Timeouts {
  /** For a server to greet as NATS servers do; the library itself would wait for ever. */
  readonly greetingMs: number;
  /** For the answer to a request other than a publish. */
  readonly requestMs: number;
  /** For the ack of a publish. */
  readonly publishMs: number;
}

export const defaultTimeouts: Timeouts = { greetingMs: 5000, requestMs: 5000, publishMs: 10_000 };

/** What the library is told, to connect to one server. */
export function libraryOptions(
  connection: ConnectionOptions,
  address: ServerAddress,
  timeouts: Timeouts,
): StanOptions {
  const { user = address.user, pass = address.pass, token = address.token } = connection;
  return {
    url: `nats://${hostInUrl(address.host)}:${address.port}`,
    // A client that comes back by itself would hide that it was gone.
    reconnect: false,
    connectTimeout: timeouts.requestMs,
    ackTimeout: timeouts.publishMs,
    // Above the limit the library sends the message and says that it has not, so there is none: whoever
    // publishes waits for acks as he sees fit.
    maxPubAcksInflight: Number.MAX_SAFE_INTEGER,
    // Pings tell a client that it was replaced or evicted; but one that is frozen by a fault must live
    // as long as the fault lasts. A connection that is really gone is noticed by TCP.
    stanMaxPingOut: 1_000_000,
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
    ...(token === undefined ? {} : { token }),
    ...tlsOptions(connection, address),
  };
}

/** The library hands IPv6 addresses on with their brackets, and nobody knows such a host: see `openLink`. */
function hostInUrl(host: string): string {
  return isIP(host) === 6 ? '127.0.0.1' : host;
}

function tlsOptions(
  connection: ConnectionOptions,
  address: ServerAddress,
): Pick<StanOptions, 'tls'> {
  if (connection.tls === undefined && !address.isTls) return {};
  const { servername: name = address.host, ...texts } = connection.tls ?? {};
  // Without a name, Node verifies the certificate of a server that was reached by its address against
  // `localhost`. An address goes into `host`, since a server name may be none (RFC 6066).
  return { tls: { ...texts, ...(isIP(name) === 0 ? { servername: name } : { host: name }) } };
}
