import type { Message, Stan } from 'node-nats-streaming';
import { accountOf, book, type AccountChanged, type Accounts } from './account';

/**
 * Books whatever comes, when it comes. On a good day it is right; but an event whose ack is lost comes
 * again and is booked twice, and one that comes late is booked after those that followed it.
 */
export function listenNaively(client: Stan, accounts: Accounts): void {
  const options = client
    .subscriptionOptions()
    .setDeliverAllAvailable()
    .setDurableName('balance-service')
    .setManualAckMode(true);
  const subscription = client.subscribe('account:changed', 'balance-service', options);

  subscription.on('message', (message: Message) => {
    const change = JSON.parse(String(message.getData())) as AccountChanged;
    book(accountOf(accounts, change.accountId), change);
    message.ack();
  });
}
