/** The channels of all services, written once. */
export const Subjects = {
  TicketCreated: 'ticket:created',
  TicketUpdated: 'ticket:updated',
  OrderRepriced: 'order:repriced',
} as const;

export type Subject = (typeof Subjects)[keyof typeof Subjects];

/** What each event has: where it goes, and what it says. */
export interface Event {
  readonly subject: Subject;
  readonly data: unknown;
}

/** A ticket as its own service has it; `version` counts its changes, from 0. */
export interface TicketData {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly price: number;
}

export interface TicketCreatedEvent {
  readonly subject: typeof Subjects.TicketCreated;
  readonly data: TicketData;
}

export interface TicketUpdatedEvent {
  readonly subject: typeof Subjects.TicketUpdated;
  readonly data: TicketData;
}

/** The orders of a ticket cost something else from now on. */
export interface OrderRepricedEvent {
  readonly subject: typeof Subjects.OrderRepriced;
  readonly data: { readonly ticketId: string; readonly version: number; readonly price: number };
}
