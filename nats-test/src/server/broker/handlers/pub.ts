import { goQuote } from '../../../base/go-error-text';
import { NatsError, publishViolation } from '../../../protocol/nats/errors';
import { isLiteralSubject, textFromSubject } from '../../../protocol/nats/subject';
import type { Connection } from '../connection';
import type { Permissions } from '../permissions';
import { countDelivery, type Router } from '../router';

/** `PUB subject [reply] size` and its payload. */
export function handlePub(router: Router, connection: Connection): void {
  const { parser, options } = connection;
  const { bytes } = parser;
  if (options.pedantic) {
    const subject = bytes.toString('latin1', parser.subjectStart, parser.subjectEnd);
    // Only said: the message goes its way.
    if (!isLiteralSubject(subject)) connection.sendError(NatsError.invalidPublishSubject);
  }
  connection.active();
  const payloadBytes = parser.payloadEnd - parser.payloadStart;
  connection.inMsgs++;
  connection.inBytes += payloadBytes;
  if (connection.permissions && !mayPublish(connection, connection.permissions)) return;
  if (options.verbose) connection.sendOkIfVerbose();

  const route = connection.latestPub.route(router.routes, parser);
  // What a handler brings about may change the route.
  const { subject, clients, groups, internals } = route;
  if (internals.length > 0) {
    const reply = connection.latestPub.reply(router.routes, parser);
    for (const internal of internals) {
      countDelivery(internal, payloadBytes);
      internal.owner.lastActivityMs = connection.keepalive.lastActivityMs;
      internal.handler(bytes, parser.payloadStart, parser.payloadEnd, reply, route);
    }
  }
  if (clients.length > 0 || groups.length > 0) {
    const reply = bytes.toString('latin1', parser.replyStart, parser.replyEnd);
    router.deliverToClients(
      { subject, clients, groups },
      reply,
      bytes,
      parser.payloadStart,
      parser.payloadEnd,
      connection.options.echo ? undefined : connection,
    );
  }
}

function mayPublish(connection: Connection, permissions: Permissions): boolean {
  const { bytes, subjectStart, subjectEnd } = connection.parser;
  const subject = bytes.toString('latin1', subjectStart, subjectEnd);
  if (permissions.mayPublish(subject)) return true;
  connection.sendViolation(publishViolation(subject));
  const shown = goQuote(textFromSubject(subject));
  connection.logError(`Publish Violation - ${connection.userName}, Subject ${shown}`);
  return false;
}
