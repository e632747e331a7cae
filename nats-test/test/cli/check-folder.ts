import { symlink } from 'node:fs/promises';
import { join } from 'node:path';

import type { CleanUp } from './cli-process';
import { makeTempFolder } from './temp-folder';

const packageFolder = join(__dirname, '..', '..');

/** A project of a user: these files, and the packages of this one; nats-test itself is not among them. */
export async function makeCheckFolder(
  cleanUp: CleanUp,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = await makeTempFolder(cleanUp, files);
  await symlink(join(packageFolder, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** What `start` is: a listener that adds up amounts. */
const START = `
function start(isKeyed) {
  return ({ url, clusterId, clientId, state }) =>
    new Promise((resolve, reject) => {
      const client = stan.connect(clusterId, clientId, { url });
      client.on('error', reject);
      client.on('connect', () => {
        const options = client.subscriptionOptions().setManualAckMode(true).setDeliverAllAvailable();
        const subscription = client.subscribe('account', 'group', options.setDurableName('durable'));
        subscription.on('message', (message) => {
          const isNew = !state.seen.includes(message.getSequence());
          if (isNew || !isKeyed) state.balance += JSON.parse(message.getData()).amount;
          state.seen.push(message.getSequence());
          message.ack();
        });
        const stop = () => new Promise((done) => client.on('close', done).close());
        resolve({ stop });
      });
    });
}
const account = {
  channel: 'account',
  events: [{ amount: 70 }, { amount: 40 }, { amount: -100 }],
  createState: () => ({ balance: 0, seen: [] }),
  invariant: (state) => {
    if (state.balance !== 10) throw new Error('balance ' + state.balance);
  },
};
`;

/**
 * An ES module about accounts. It has `account`, the options without start, and `start(isKeyed)`: one that
 * is not keyed adds an event again that comes again.
 * @param rest what it exports
 */
export function accountModule(rest: string): string {
  return `import stan from 'node-nats-streaming';\n${START}\n${rest}\n`;
}
