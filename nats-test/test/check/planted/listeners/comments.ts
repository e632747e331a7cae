import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, rest, service } from '../service';

interface Comment {
  readonly id: string;
  readonly text: string;
}
interface Comments {
  readonly kept: Map<string, string>;
  readonly parked: string[];
}

function listen(client: Stan, handle: (message: Message) => Promise<void>): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('comments');
  client.subscribe('comment:written', options).on('message', (message: Message) => {
    void handle(message).then(() => message.ack());
  });
}

async function keep({ kept }: Comments, message: Message): Promise<void> {
  const { id, text } = read<Comment>(message);
  await rest(1);
  kept.set(id, text.trim());
}

export const comments = pair<Comments, Comment>({
  bug: 'ends with the first event that it can not read',
  shows: ['threw'],
  mendedBy: 'catch in the handler',
  common: {
    channel: 'comment:written',
    events: [
      { id: 'c1', text: ' hi' },
      { id: 'c2', text: 'bye ' },
    ],
    poison: ['{"id":', { id: 'c3' }],
    createState: () => ({ kept: new Map(), parked: [] }),
    invariant: ({ kept }) =>
      assert.deepEqual([...kept].sort(), [
        ['c1', 'hi'],
        ['c2', 'bye'],
      ]),
  },
  broken: service((client, state) => listen(client, (message) => keep(state, message))),
  correct: service((client, state) => {
    listen(client, async (message) => {
      try {
        await keep(state, message);
      } catch {
        state.parked.push(String(message.getData()));
      }
    });
  }),
});
