import type { CheckOptions } from 'nats-test';
import type { Database } from 'node-sqlite3-wasm';
import { close, connect } from './connect';
import { copyDatabase, openDatabase } from './payments/database';
import type { PaymentReceived } from './payments/payment';
import { expectEachPaymentOnce, payments } from './payments/scenario';
import { listenInTwoSteps } from './payments/two-step-listener';

const check: CheckOptions<Database, PaymentReceived> = {
  channel: 'payment:received',
  events: payments,
  createState: openDatabase,
  copyState: copyDatabase,
  disposeState: (database) => database.close(),
  start: async ({ url, clusterId, clientId, signal, state }) => {
    const client = await connect(clusterId, clientId, url);
    signal.addEventListener('abort', () => client.close());
    listenInTwoSteps(client, state);
    return { stop: () => close(client) };
  },
  invariant: expectEachPaymentOnce,
};

export default check;
