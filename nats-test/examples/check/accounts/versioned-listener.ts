import type { Message, Stan } from 'node-nats-streaming';
import { accountOf, book, type AccountChanged, type Accounts } from './account';

/** Books each change of an account once, and in the order of their versions. */
export function listenByVersion(client: Stan, accounts: Accounts): void {
  const options = client
    .subscriptionOptions()
    .setDeliverAllAvailable()
    .setDurableName('balance-service')
    .setManualAckMode(true);
  const subscription = client.subscribe('account:changed', 'balance-service', options);

  subscription.on('message', (message: Message) => {
    const change = JSON.parse(String(message.getData())) as AccountChanged;
    const account = accountOf(accounts, change.accountId);

    // Too early: no ack, so that it comes again, after the one that is missing.
    if (change.version > account.version + 1) return;

    // An old one has been booked already, and the server does not know that: only the ack is due.
    if (change.version === account.version + 1) {
      book(account, change);
      account.version = change.version;
    }
    message.ack();
  });
}
