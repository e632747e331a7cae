import type { Message, Stan } from 'node-nats-streaming';
import { Listener } from '../typed/base-listener';
import {
  Subjects,
  type TicketCreatedEvent,
  type TicketData,
  type TicketUpdatedEvent,
} from '../typed/events';
import { OrderRepricedPublisher } from './order-repriced-publisher';
import { nextVersion, saveNext, type TicketCopies } from './ticket-copies';

export class TicketCreatedListener extends Listener<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
  readonly queueGroupName = 'orders-service';
  readonly #copies: TicketCopies;

  constructor(client: Stan, copies: TicketCopies) {
    super(client);
    this.#copies = copies;
  }

  override onMessage({ id, version, title, price }: TicketData, message: Message): void {
    // When it has been saved before, only the ack is due.
    saveNext(this.#copies, id, { version, title, price });
    message.ack();
  }
}

/** Takes the changes of a ticket in the order of their versions, and tells others of the new price. */
export class TicketUpdatedListener extends Listener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
  readonly queueGroupName = 'orders-service';
  readonly #copies: TicketCopies;
  readonly #repriced: OrderRepricedPublisher;

  constructor(client: Stan, copies: TicketCopies) {
    super(client);
    this.#copies = copies;
    this.#repriced = new OrderRepricedPublisher(client);
  }

  override async onMessage(data: TicketData, message: Message): Promise<void> {
    const { id, version, title, price } = data;
    // Too early: no ack, so that it comes again, after the one that is missing.
    if (version > nextVersion(this.#copies, id)) return;

    saveNext(this.#copies, id, { version, title, price });
    // Even when it had been saved before: maybe by one that died before it told anybody.
    await this.#repriced.publish({ ticketId: id, version, price });
    message.ack();
  }
}
