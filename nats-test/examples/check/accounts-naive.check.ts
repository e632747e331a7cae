import type { CheckOptions } from 'nats-test';
import type { AccountChanged, Accounts } from './accounts/account';
import { listenNaively } from './accounts/naive-listener';
import { changes, expectRightBalance } from './accounts/scenario';
import { close, connect } from './connect';

const check: CheckOptions<Accounts, AccountChanged> = {
  channel: 'account:changed',
  events: changes,
  createState: () => new Map(),
  start: async ({ url, clusterId, clientId, signal, state }) => {
    const client = await connect(clusterId, clientId, url);
    signal.addEventListener('abort', () => client.close());
    listenNaively(client, state);
    return { stop: () => close(client) };
  },
  invariant: expectRightBalance,
};

export default check;
