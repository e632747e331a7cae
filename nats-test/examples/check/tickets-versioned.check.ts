import type { CheckOptions } from 'nats-test';
import { close, connect } from './connect';
import { TicketCreatedListener, TicketUpdatedListener } from './tickets/versioned-listeners';
import { expectLastPrice, ticketEvents } from './tickets/scenario';
import type { TicketCopies } from './tickets/ticket-copies';
import type { TicketCreatedEvent, TicketUpdatedEvent } from './typed/events';

const check: CheckOptions<TicketCopies, TicketCreatedEvent | TicketUpdatedEvent> = {
  events: ticketEvents,
  createState: () => new Map(),
  start: async ({ url, clusterId, clientId, signal, state }) => {
    const client = await connect(clusterId, clientId, url);
    const down = new AbortController();
    const goDown = () => {
      down.abort();
      return close(client);
    };
    signal.addEventListener('abort', () => void goDown());
    new TicketCreatedListener(client, state).listen(down.signal);
    new TicketUpdatedListener(client, state).listen(down.signal);
    return { stop: goDown };
  },
  invariant: expectLastPrice,
};

export default check;
