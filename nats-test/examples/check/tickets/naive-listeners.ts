import type { Message, Stan } from 'node-nats-streaming';
import { Listener } from '../typed/base-listener';
import {
  Subjects,
  type TicketCreatedEvent,
  type TicketData,
  type TicketUpdatedEvent,
} from '../typed/events';
import type { TicketCopies } from './ticket-copies';

/**
 * Takes whatever comes for the latest. To set a price twice does no harm, which makes this look safe;
 * but an old price that comes again, after a newer one, stays.
 */
abstract class NaiveListener<
  T extends TicketCreatedEvent | TicketUpdatedEvent,
> extends Listener<T> {
  readonly queueGroupName = 'orders-service';
  readonly #copies: TicketCopies;

  constructor(client: Stan, copies: TicketCopies) {
    super(client);
    this.#copies = copies;
  }

  override onMessage({ id, version, title, price }: TicketData, message: Message): void {
    this.#copies.set(id, { version, title, price });
    message.ack();
  }
}

export class NaiveTicketCreatedListener extends NaiveListener<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
}

export class NaiveTicketUpdatedListener extends NaiveListener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
}
