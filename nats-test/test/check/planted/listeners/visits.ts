import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, service } from '../service';

interface Visit {
  readonly id: string;
  readonly page: string;
}
interface Saved {
  /** Which visits each page has had. */
  visits: Record<string, readonly string[]>;
}

/** Looks pages up in memory, which is faster than the database. */
function listen(client: Stan, saved: Saved, cache: Map<string, readonly string[]>): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('visits')
    .setAckWait(1000);
  client.subscribe('page:visited', options).on('message', (message: Message) => {
    const { id, page } = read<Visit>(message);
    const ids = new Set([...(cache.get(page) ?? []), id]);
    cache.set(page, [...ids]);
    saved.visits = { ...saved.visits, [page]: [...ids] };
    message.ack();
  });
}

export const visits = pair<Saved, Visit>({
  bug: 'counts in memory, and begins again with nothing after a crash',
  shows: ['invariant'],
  mendedBy: 'state in the database',
  common: {
    channel: 'page:visited',
    events: [
      { id: 'v1', page: '/' },
      { id: 'v2', page: '/' },
      { id: 'v3', page: '/help' },
    ],
    createState: () => ({ visits: {} }),
    invariant: ({ visits }) => {
      assert.deepEqual(
        { '/': visits['/']?.length, '/help': visits['/help']?.length },
        { '/': 2, '/help': 1 },
      );
    },
  },
  broken: service((client, saved) => listen(client, saved, new Map())),
  correct: service((client, saved) => listen(client, saved, new Map(Object.entries(saved.visits)))),
});
