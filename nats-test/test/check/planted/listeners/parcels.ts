import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, service } from '../service';

interface Parcel {
  readonly id: string;
  readonly country: string;
}

/** A state with a life of its own. */
class Depot {
  private readonly parcels = new Map<string, Parcel>();

  add(parcel: Parcel): void {
    this.parcels.set(parcel.id, parcel);
  }

  get ids(): string[] {
    return [...this.parcels.keys()].sort();
  }

  copy(): Depot {
    const copy = new Depot();
    for (const parcel of this.parcels.values()) copy.add(parcel);
    return copy;
  }
}

function subscribe(client: Stan, handle: (message: Message) => void): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('depot')
    .setAckWait(1000);
  client.subscribe('parcel:sent', options).on('message', handle);
}

export const parcels = pair<Depot, Parcel>({
  bug: 'acknowledges only what it keeps, and not what it skips',
  shows: ['never acked'],
  mendedBy: 'ack in every branch',
  common: {
    channel: 'parcel:sent',
    events: [
      { id: 'p1', country: 'AT' },
      { id: 'p2', country: 'NO' },
      { id: 'p3', country: 'AT' },
    ],
    createState: () => new Depot(),
    copyState: (depot) => depot.copy(),
    invariant: (depot) => assert.deepEqual(depot.ids, ['p1', 'p3']),
  },
  broken: service((client, depot) => {
    subscribe(client, (message) => {
      const parcel = read<Parcel>(message);
      if (parcel.country !== 'AT') return;
      depot.add(parcel);
      message.ack();
    });
  }),
  correct: service((client, depot) => {
    subscribe(client, (message) => {
      const parcel = read<Parcel>(message);
      if (parcel.country === 'AT') depot.add(parcel);
      message.ack();
    });
  }),
});
