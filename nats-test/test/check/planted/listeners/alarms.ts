import assert from 'node:assert/strict';
import type { Message, Stan, Subscription } from 'node-nats-streaming';

import { pair, type Start } from '../pair';
import { close, connect, read } from '../service';

interface Alarm {
  readonly id: number;
}
type Alarms = Set<number>;

function start(end: (client: Stan, subscription: Subscription) => Promise<void>): Start<Alarms> {
  return async (context) => {
    const client = await connect(context);
    context.signal.addEventListener('abort', () => client.close());
    const options = client.subscriptionOptions().setManualAckMode(true).setDurableName('alarms');
    const subscription = client.subscribe('alarm:raised', options);
    subscription.on('message', (message: Message) => {
      context.state.add(read<Alarm>(message).id);
      message.ack();
    });
    return { stop: () => end(client, subscription) };
  };
}

export const alarms = pair<Alarms, Alarm>({
  bug: 'unsubscribes when it stops, which deletes its place in the channel',
  shows: ['invariant'],
  mendedBy: 'close, not unsubscribe',
  common: {
    channel: 'alarm:raised',
    events: [{ id: 1 }, { id: 2 }, { id: 3 }],
    createState: () => new Set(),
    // Older alarms are nobody's business.
    without: ['late'],
    invariant: (state) => assert.equal(state.size, 3),
  },
  broken: start(async (client, subscription) => {
    await new Promise<void>((resolve) => {
      subscription.on('unsubscribed', () => resolve());
      subscription.unsubscribe();
    });
    await close(client);
  }),
  correct: start(async (client, subscription) => {
    await new Promise<void>((resolve) => {
      subscription.on('closed', () => resolve());
      subscription.close();
    });
    await close(client);
  }),
});
