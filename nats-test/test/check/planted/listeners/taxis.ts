import assert from 'node:assert/strict';
import type { Message } from 'node-nats-streaming';

import { pair, type Start } from '../pair';
import { close, connect, read } from '../service';

interface Called {
  readonly ride: number;
}
type Rides = Set<number>;

function start(idOf: (clientId: string) => string): Start<Rides> {
  return async (context) => {
    const client = await connect({ ...context, clientId: idOf(context.clientId) });
    context.signal.addEventListener('abort', () => client.close());
    const options = client
      .subscriptionOptions()
      .setManualAckMode(true)
      .setDeliverAllAvailable()
      .setDurableName('taxis');
    client.subscribe('taxi:called', 'taxis', options).on('message', (message: Message) => {
      context.state.add(read<Called>(message).ride);
      message.ack();
    });
    return { stop: () => close(client) };
  };
}

export const taxis = pair<Rides, Called>({
  bug: 'has its client ID written into its code, so that there can only be one',
  shows: ['client ID taken'],
  mendedBy: 'client ID per member',
  common: {
    channel: 'taxi:called',
    events: [{ ride: 1 }, { ride: 2 }],
    createState: () => new Set(),
    invariant: (rides) => assert.equal(rides.size, 2),
  },
  broken: start(() => 'taxi-service'),
  correct: start((clientId) => clientId),
});
