import type { ChannelStore, MsgStore, RecoveredState, Store } from '../stores/store';

/** What of a store is to be another way. */
export interface StoreChanges {
  /** In place of the messages of each channel, new or brought back. */
  readonly msgs?: (msgs: MsgStore, channel: string) => MsgStore;
  /** Gets to see what the server before has left. */
  readonly onRecover?: (state: RecoveredState) => void;
}

/** The store, but for some of it. */
export function storeWith(store: Store, { msgs, onRecover }: StoreChanges): Store {
  const changed = (channel: ChannelStore, name: string): ChannelStore =>
    msgs ? { msgs: msgs(channel.msgs, name), subscriptions: channel.subscriptions } : channel;
  return {
    type: store.type,
    limits: store.limits,
    recover: () => {
      const state = store.recover();
      if (!state) return undefined;
      onRecover?.(state);
      const channels = state.channels.map((it) => ({ ...it, store: changed(it.store, it.name) }));
      return { ...state, channels };
    },
    createChannel: (name) => {
      const channel = store.createChannel(name);
      return channel && changed(channel, name);
    },
    init: (server) => store.init(server),
    begin: () => store.begin(),
    addClient: (client) => store.addClient(client),
    deleteClient: (clientId) => store.deleteClient(clientId),
    deleteChannel: (name) => store.deleteChannel(name),
    flush: () => store.flush(),
    close: () => store.close(),
    abandon: () => store.abandon(),
  };
}
