import assert from 'node:assert/strict';
import { Subjects, type TicketCreatedEvent, type TicketUpdatedEvent } from '../typed/events';
import type { TicketCopies } from './ticket-copies';

/** A ticket whose price is changed twice. */
export const ticketEvents: readonly (TicketCreatedEvent | TicketUpdatedEvent)[] = [
  { subject: Subjects.TicketCreated, data: { id: 't1', version: 0, title: 'concert', price: 10 } },
  { subject: Subjects.TicketUpdated, data: { id: 't1', version: 1, title: 'concert', price: 50 } },
  { subject: Subjects.TicketUpdated, data: { id: 't1', version: 2, title: 'concert', price: 100 } },
];

/** What must be true when all has been delivered, however often and in whatever order. */
export function expectLastPrice(copies: TicketCopies): void {
  const price = copies.get('t1')?.price;
  assert.equal(price, 100, `the price is ${price ?? 'unknown'}, expected 100`);
}
