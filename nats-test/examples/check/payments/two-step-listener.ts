import type { Message, Stan } from 'node-nats-streaming';
import type { Database } from 'node-sqlite3-wasm';
import { runLater } from './database';
import { ADD_TO_BALANCE, REMEMBER, type PaymentReceived } from './payment';

/**
 * Remembers what it has processed, and still books twice: who dies between the two statements, or
 * gets the event again between them, has changed the balance and knows nothing of it.
 */
export function listenInTwoSteps(client: Stan, database: Database): void {
  const options = client
    .subscriptionOptions()
    .setDeliverAllAvailable()
    .setDurableName('payments-service')
    .setManualAckMode(true);
  const subscription = client.subscribe('payment:received', 'payments-service', options);

  subscription.on('message', (message: Message) => void handle(database, message));
}

async function handle(database: Database, message: Message): Promise<void> {
  const { paymentId, accountId, amount } = JSON.parse(String(message.getData())) as PaymentReceived;
  const known = database.get('SELECT 1 FROM processed WHERE payment_id = ?', paymentId);
  if (known === null) {
    await runLater(database, ADD_TO_BALANCE, [accountId, amount]);
    await runLater(database, REMEMBER, [paymentId]);
  }
  message.ack();
}
