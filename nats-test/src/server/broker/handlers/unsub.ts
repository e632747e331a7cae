import type { Connection } from '../connection';
import type { Router } from '../router';

/** `UNSUB sid [max]`: at once, or after `max` messages in all. */
export function handleUnsub(router: Router, connection: Connection): void {
  const words = connection.parser.lineWords();
  if (words?.length !== 1 && words?.length !== 2) {
    connection.endMalformed('processUnsub Parse Error');
    return;
  }
  connection.active();
  const subscription = connection.subscriptions.get(words[0] ?? '');
  if (subscription) {
    const max = /^\d+$/.test(words[1] ?? '') ? Number(words[1]) : 0;
    // When `max` have come already, the next message ends it, as in the real server.
    subscription.messagesMax = max;
    if (max === 0) router.remove(subscription);
  }
  connection.sendOkIfVerbose();
}
