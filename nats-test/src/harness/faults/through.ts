import type { ConnectionOptions } from '../client/harness-client';
import { firstAddress } from '../client/parse-url';
import type { Relay } from './relay';

/**
 * The connection, but by way of a relay to its first server. Login and TLS stay what they are: a
 * certificate is still verified against the name of the real server.
 */
export function through(relay: Relay, connection: ConnectionOptions): ConnectionOptions {
  const { host, isTls, ...login } = firstAddress(connection.url);
  const { user, pass, token } = login;
  const scheme = isTls ? 'tls' : 'nats';
  return {
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
    ...(token === undefined ? {} : { token }),
    ...connection,
    url: `${scheme}://${relay.host}:${relay.port}`,
    ...(isTls || connection.tls ? { tls: { servername: host, ...connection.tls } } : {}),
  };
}
