import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, service } from '../service';

interface Vote {
  readonly voter: string;
}

function listen(client: Stan, handle: (vote: Vote, message: Message) => void): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('votes')
    .setAckWait(2000);
  client.subscribe('vote:cast', 'votes', options).on('message', (message: Message) => {
    handle(read(message), message);
    message.ack();
  });
}

export const votes = pair<string[], Vote>({
  bug: 'takes redelivered for processed, though the first delivery may never have come',
  shows: ['invariant'],
  mendedBy: 'what is saved, not the redelivered flag',
  common: {
    channel: 'vote:cast',
    events: [{ voter: 'ada' }, { voter: 'bob' }, { voter: 'cyd' }],
    createState: () => [],
    invariant: (voters) => assert.deepEqual(voters.toSorted(), ['ada', 'bob', 'cyd']),
  },
  broken: service((client, voters) => {
    listen(client, ({ voter }, message) => {
      if (!message.isRedelivered()) voters.push(voter);
    });
  }),
  correct: service((client, voters) => {
    listen(client, ({ voter }) => {
      if (!voters.includes(voter)) voters.push(voter);
    });
  }),
});
