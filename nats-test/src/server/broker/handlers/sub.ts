import { goQuote } from '../../../base/go-error-text';
import { NatsError, subscribeViolation } from '../../../protocol/nats/errors';
import { isSubscribable, textFromSubject } from '../../../protocol/nats/subject';
import type { Connection } from '../connection';
import type { Router } from '../router';
import type { ClientSubscription } from '../subscription';

/** Subject, queue group, subscription ID. */
const WORDS_MAX = 3;

/** `SUB subject [queue] sid`. */
export function handleSub(router: Router, connection: Connection): void {
  const words = connection.parser.lineWords() ?? [];
  const [subject, queueOrSid] = words;
  const sid = words.at(-1);
  if (
    subject === undefined ||
    queueOrSid === undefined ||
    sid === undefined ||
    words.length > WORDS_MAX
  ) {
    connection.endMalformed('processSub Parse Error');
    return;
  }
  const queue = words.length === WORDS_MAX ? queueOrSid : '';
  connection.active();
  if (!maySubscribe(connection, subject, queue, sid)) return;
  const { subscriptionBytesMax } = connection.host.limits;
  if (connection.hasAllSubscriptions || router.routes.bytes >= subscriptionBytesMax) {
    connection.logError(NatsError.tooManySubscriptions);
    connection.sendError(NatsError.tooManySubscriptions);
    return;
  }
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
    router.routes.insert(subscription);
  }
  connection.sendOkIfVerbose();
}

function maySubscribe(
  connection: Connection,
  subject: string,
  queue: string,
  sid: string,
): boolean {
  const { permissions } = connection;
  if (!permissions) return true;
  if (permissions.maySubscribe(subject, queue)) {
    if (queue === '' && permissions.mustFilter(subject)) connection.isFiltered = true;
    return true;
  }
  connection.sendViolation(subscribeViolation(subject, queue));
  const ofQueue = queue === '' ? '' : `, Queue: ${goQuote(textFromSubject(queue))}`;
  connection.logError(
    `Subscription Violation - ${connection.userName}, ` +
      `Subject ${goQuote(textFromSubject(subject))}${ofQueue}, SID ${sid}`,
  );
  return false;
}
