import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { FakeDatabase } from '../fake-database';
import { pair } from '../pair';
import { read, service } from '../service';

interface Booking {
  readonly booking: string;
  readonly seats: number;
}
interface Hall {
  readonly free: number;
  readonly bookings: readonly string[];
}
type Halls = FakeDatabase<Hall>;

const EMPTY: Hall = { free: 10, bookings: [] };

function listen(client: Stan, handle: (booking: Booking) => Promise<void>): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('hall')
    .setMaxInFlight(1)
    .setAckWait(10_000);
  client.subscribe('seats:booked', 'hall', options).on('message', (message: Message) => {
    void handle(read(message)).then(() => message.ack());
  });
}

function booked(hall: Hall, { booking, seats }: Booking): Hall {
  return { free: hall.free - seats, bookings: [...hall.bookings, booking] };
}

export const seats = pair<Halls, Booking>({
  bug: 'two members read the same row, and the second one writes over what the first has written',
  shows: ['invariant'],
  mendedBy: 'optimistic lock',
  common: {
    channel: 'seats:booked',
    events: [
      { booking: 'b1', seats: 2 },
      { booking: 'b2', seats: 3 },
      { booking: 'b3', seats: 1 },
    ],
    createState: () => new FakeDatabase(),
    copyState: (halls) => halls.copy(),
    invariant: (halls) => assert.equal(halls.peek('main')?.free, 4),
  },
  broken: service((client, halls) => {
    listen(client, async (booking) => {
      const hall = (await halls.find('main')) ?? EMPTY;
      if (!hall.bookings.includes(booking.booking)) await halls.save('main', booked(hall, booking));
    });
  }),
  correct: service((client, halls) => {
    listen(client, async (booking) => {
      for (;;) {
        const found = await halls.find('main');
        const hall = found ?? EMPTY;
        if (hall.bookings.includes(booking.booking)) return;
        if (await halls.saveOver('main', found, booked(hall, booking))) return;
      }
    });
  }),
});
