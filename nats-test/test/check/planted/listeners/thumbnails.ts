import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, rest, service } from '../service';

interface Uploaded {
  readonly picture: string;
}

function subscribe(client: Stan, handle: (message: Message) => void): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('thumbnails');
  client.subscribe('picture:uploaded', 'thumbnails', options).on('message', handle);
}

export const thumbnails = pair<string[], Uploaded>({
  bug: 'answers at once and does the work a moment later',
  shows: ['invariant'],
  mendedBy: 'ack after the side effect',
  common: {
    channel: 'picture:uploaded',
    events: [{ picture: 'a.png' }, { picture: 'b.png' }],
    createState: () => [],
    invariant: (made) => assert.deepEqual([...new Set(made)].sort(), ['a.png', 'b.png']),
  },
  broken: service((client, made) => {
    subscribe(client, (message) => {
      setTimeout(() => made.push(read<Uploaded>(message).picture), 2);
      message.ack();
    });
  }),
  correct: service((client, made) => {
    subscribe(client, (message) => {
      void rest(2).then(() => {
        made.push(read<Uploaded>(message).picture);
        message.ack();
      });
    });
  }),
});
