import { CloseReason } from '../../protocol/nats/close-reasons';
import { NatsError } from '../../protocol/nats/errors';
import { Op } from '../../protocol/nats/op';
import { PONG } from '../../protocol/nats/encoder';
import type { Connection } from './connection';
import { handleConnect } from './handlers/connect';
import { handlePub } from './handlers/pub';
import { handleSub } from './handlers/sub';
import { handleUnsub } from './handlers/unsub';
import type { Router } from './router';

/** Does what an op of a client asks for; false when there is nothing more to read for now. */
export function act(router: Router, connection: Connection, op: Op): boolean {
  switch (op) {
    case Op.needMore:
      return false;
    case Op.pub:
      handlePub(router, connection);
      return true;
    case Op.ping:
      connection.keepalive.pinged();
      connection.send(PONG);
      return true;
    case Op.pong:
      connection.keepalive.pong();
      return true;
    case Op.sub:
      handleSub(router, connection);
      return true;
    case Op.unsub:
      handleUnsub(router, connection);
      return true;
    case Op.connect:
      handleConnect(connection);
      return true;
    case Op.ok:
    case Op.info:
      return true;
    case Op.err:
      connection.logError(`Client Error ${connection.line()}`);
      connection.end(CloseReason.parseError);
      return false;
    case Op.unknown:
      connection.logError('Client parser ERROR');
      connection.refuse(NatsError.unknownOperation, CloseReason.protocolViolation);
      return false;
    case Op.malformed:
      connection.endMalformed(
        connection.parser.hasBadSize ? 'processPub Bad or Missing Size' : 'processPub Parse Error',
      );
      return false;
    case Op.lineTooLong:
      connection.logError('maximum control line exceeded');
      connection.refuse(NatsError.lineTooLong, CloseReason.lineTooLong);
      return false;
    case Op.payloadTooLarge:
      connection.logError(
        `maximum payload exceeded: ${connection.parser.refusedBytes} vs ${connection.host.limits.payloadBytesMax}`,
      );
      connection.refuse(NatsError.payloadTooLarge, CloseReason.payloadTooLarge);
      return false;
  }
}
