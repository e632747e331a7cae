import type { Message, Stan } from 'node-nats-streaming';
import type { Database } from 'node-sqlite3-wasm';
import { inTransaction } from './database';
import { ADD_TO_BALANCE, REMEMBER, type PaymentReceived } from './payment';

/** Books each payment once: that it was processed is written together with the balance, or not at all. */
export function listenInTransactions(client: Stan, database: Database): void {
  const options = client
    .subscriptionOptions()
    .setDeliverAllAvailable()
    .setDurableName('payments-service')
    .setManualAckMode(true);
  const subscription = client.subscribe('payment:received', 'payments-service', options);

  subscription.on('message', (message: Message) => {
    const { paymentId, accountId, amount } = JSON.parse(
      String(message.getData()),
    ) as PaymentReceived;
    inTransaction(database, () => {
      const isNew = database.run(REMEMBER, paymentId).changes === 1;
      if (isNew) database.run(ADD_TO_BALANCE, [accountId, amount]);
    });
    // Last: whoever dies before this gets the event again, and finds that it is done.
    message.ack();
  });
}
