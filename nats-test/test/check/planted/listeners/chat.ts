import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair, type Start } from '../pair';
import { close, connect, read } from '../service';

interface Said {
  readonly line: number;
}
interface Log {
  readonly lines: number[];
}

function start(stop: (client: Stan) => Promise<void>): Start<Log> {
  return async (context) => {
    const client = await connect(context);
    context.signal.addEventListener('abort', () => client.close());
    const options = client
      .subscriptionOptions()
      .setManualAckMode(true)
      .setDeliverAllAvailable()
      .setDurableName('log');
    client.subscribe('chat:said', options).on('message', (message: Message) => {
      const { line } = read<Said>(message);
      if (!context.state.lines.includes(line)) context.state.lines.push(line);
      message.ack();
    });
    return { stop: () => stop(client) };
  };
}

export const chat = pair<Log, Said>({
  bug: 'leaves its connection open when it stops, so that its client ID stays taken',
  shows: ['not closed', 'client ID taken'],
  mendedBy: 'close on SIGTERM',
  common: {
    channel: 'chat:said',
    events: [{ line: 1 }, { line: 2 }],
    createState: () => ({ lines: [] }),
    invariant: ({ lines }) => assert.deepEqual(lines.toSorted(), [1, 2]),
  },
  broken: start(() => Promise.resolve()),
  correct: start(close),
});
