import { CloseReason } from '../../../protocol/nats/close-reasons';
import { readConnectOptions } from '../../../protocol/nats/connect-options';
import { NatsError } from '../../../protocol/nats/errors';
import type { Connection } from '../connection';

/** Versions of the protocol that a client may ask for: 0, and 1 with later `INFO`s. */
const PROTOCOL_MAX = 1;

/** `CONNECT {…}`; may come again and changes what it names. */
export function handleConnect(connection: Connection): void {
  const { parser } = connection;
  connection.connects();
  try {
    const json = parser.bytes.toString('utf8', parser.lineStart, parser.lineEnd);
    connection.options = readConnectOptions(json, connection.options);
  } catch (error) {
    // Node's words would quote what the client has sent, and that may be a password.
    const isJson = !(error instanceof SyntaxError);
    connection.logError(isJson ? (error as Error).message : 'CONNECT is not valid JSON');
    connection.end(CloseReason.protocolViolation);
    return;
  }
  if (!connection.host.authorization.accepts(connection.options)) {
    connection.refuseUnauthorized();
    return;
  }
  connection.permissions = connection.host.authorization.permissionsOf(connection.options);
  const { protocol, account } = connection.options;
  if (account !== '') {
    connection.logError(NatsError.accountMissing);
    connection.refuse(NatsError.accountMissing, CloseReason.protocolViolation);
    return;
  }
  if (protocol < 0 || protocol > PROTOCOL_MAX) {
    connection.refuse(NatsError.invalidProtocol, CloseReason.badProtocolVersion);
    return;
  }
  connection.sendOkIfVerbose();
}
