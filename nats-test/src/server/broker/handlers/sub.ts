import { NatsError } from '../../../protocol/nats/errors';
import { isSubscribable } from '../../../protocol/nats/subject';
import type { Connection } from '../connection';
import type { ClientSubscription } from '../subscription';

/** `SUB subject [queue] sid`. */
export function handleSub(connection: Connection): void {
  const words = connection.parser.lineWords();
  const [subject, queue, sid] =
    words?.length === 3 ? words : [words?.[0], '', words?.length === 2 ? words[1] : undefined];
  if (subject === undefined || queue === undefined || sid === undefined) {
    connection.endMalformed();
    return;
  }
  connection.keepalive.active();
  // A subscription ID in use stays with its first subscription, without an error.
  if (!connection.subscriptions.has(sid)) {
    if (!isSubscribable(subject)) {
      connection.sendError(NatsError.invalidSubject);
      return;
    }
    const subscription: ClientSubscription = {
      kind: 'client',
      subject,
      queue,
      sid,
      connection,
      messagesMax: 0,
      messagesDelivered: 0,
      closed: false,
    };
    connection.subscriptions.set(sid, subscription);
    connection.broker.routes.insert(subscription);
  }
  connection.sendOkIfVerbose();
}
