import { readConnectOptions } from '../../../protocol/nats/connect-options';
import { NatsError } from '../../../protocol/nats/errors';
import type { Connection } from '../connection';

/** Versions of the protocol that a client may ask for: 0, and 1 with later `INFO`s. */
const PROTOCOL_MAX = 1;

/** `CONNECT {…}`; may come again and changes what it names. */
export function handleConnect(connection: Connection): void {
  const { parser } = connection;
  try {
    const json = parser.bytes.toString('utf8', parser.lineStart, parser.lineEnd);
    connection.options = readConnectOptions(json, connection.options);
  } catch (error) {
    connection.logError((error as Error).message);
    connection.end();
    return;
  }
  const { protocol, account } = connection.options;
  if (account !== '') {
    connection.refuse(NatsError.accountMissing);
    return;
  }
  if (protocol < 0 || protocol > PROTOCOL_MAX) {
    connection.refuse(NatsError.invalidProtocol);
    return;
  }
  connection.sendOkIfVerbose();
}
