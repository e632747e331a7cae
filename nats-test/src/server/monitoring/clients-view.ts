import type { Clientsz, Clientz, Subscriptionz } from '../../protocol/monitoring';
import type { Client } from '../streaming/clients';
import type { StreamingState } from '../streaming/state';
import { cut, pageOf, wantsSubscriptions, windowOf } from './page';
import { viewSubscription } from './subscription-view';

/** `/streaming/clientsz`; undefined when the one client asked for is not there. */
export function viewClients(
  state: StreamingState,
  query: URLSearchParams,
): Clientsz | Clientz | undefined {
  const wanted = query.get('client') ?? '';
  const withSubscriptions = wantsSubscriptions(query);
  if (wanted !== '') {
    const client = state.clients.get(wanted);
    return client && viewClient(client, withSubscriptions);
  }
  const window = windowOf(query);
  // Client IDs are ASCII, so the order of JavaScript is the order of bytes.
  const all = [...state.clients.all()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const shown = cut(all, window);
  return {
    ...pageOf(state, window, shown.length, all.length),
    clients: shown.map((client) => viewClient(client, withSubscriptions)),
  };
}

function viewClient(client: Client, withSubscriptions: boolean): Clientz {
  const { id, heartbeatInbox: hb_inbox, subscriptions } = client;
  if (!withSubscriptions || subscriptions.length === 0) return { id, hb_inbox };
  const byChannel = new Map<string, Subscriptionz[]>();
  for (const subscription of subscriptions) {
    const { name } = subscription.channel;
    const views = byChannel.get(name);
    if (views) views.push(viewSubscription(subscription));
    else byChannel.set(name, [viewSubscription(subscription)]);
  }
  const sorted = [...byChannel].sort(([a], [b]) => (a < b ? -1 : 1));
  return { id, hb_inbox, subscriptions: Object.fromEntries(sorted) };
}
