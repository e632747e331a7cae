import type { Connection } from '../connection';

/** `UNSUB sid [max]`: at once, or after `max` messages in all. */
export function handleUnsub(connection: Connection): void {
  const words = connection.parser.lineWords();
  if (words?.length !== 1 && words?.length !== 2) {
    connection.endMalformed();
    return;
  }
  connection.keepalive.active(connection.broker.nowMs);
  const subscription = connection.subscriptions.get(words[0] ?? '');
  if (subscription) {
    const max = /^\d+$/.test(words[1] ?? '') ? Number(words[1]) : 0;
    // When `max` have come already, the next message ends it, as in the real server.
    subscription.messagesMax = max;
    if (max === 0) connection.broker.remove(subscription);
  }
  connection.sendOkIfVerbose();
}
