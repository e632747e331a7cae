import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import { limitsByChannel } from '../limits-of';
import type {
  ChannelLimits,
  ChannelStore,
  RecoveredState,
  Store,
  StoredClient,
  StoredServer,
  StoreLimits,
} from '../store';
import { MemoryMsgStore } from './memory-msg-store';
import { MemorySubscriptionStore } from './memory-subscription-store';

interface MemoryChannel extends ChannelStore {
  readonly msgs: MemoryMsgStore;
  readonly subscriptions: MemorySubscriptionStore;
}

/** Keeps everything in memory: fast, and gone with the process. It may outlive a server in there. */
export class MemoryStore implements Store {
  readonly type = 'MEMORY';
  readonly limits: StoreLimits;

  private readonly limitsOf: (channel: string) => ChannelLimits;
  private readonly clock: Clock;
  private readonly log: Log;
  private server: StoredServer | undefined;
  private readonly clients = new Map<string, StoredClient>();
  private readonly channels = new Map<string, MemoryChannel>();

  constructor(limits: StoreLimits, clock: Clock, log: Log) {
    this.limits = limits;
    this.limitsOf = limitsByChannel(limits);
    this.clock = clock;
    this.log = log;
  }

  recover(): RecoveredState | undefined {
    if (!this.server) return undefined;
    return {
      server: this.server,
      clients: [...this.clients.values()],
      channels: [...this.channels].map(([name, store]) => ({
        name,
        store,
        subscriptions: store.subscriptions.recover(),
      })),
    };
  }

  init(server: StoredServer): void {
    this.server = server;
  }

  begin(): void {
    // There is nothing to be careful with.
  }

  addClient(client: StoredClient): void {
    this.clients.set(client.id, client);
  }

  deleteClient(clientId: string): void {
    this.clients.delete(clientId);
  }

  createChannel(name: string): ChannelStore | undefined {
    const { channelsMax } = this.limits;
    if (channelsMax > 0 && this.channels.size >= channelsMax) return undefined;
    const limits = this.limitsOf(name);
    const channel = {
      msgs: new MemoryMsgStore(name, limits, this.clock, this.log),
      subscriptions: new MemorySubscriptionStore(limits),
    };
    this.channels.set(name, channel);
    return channel;
  }

  deleteChannel(name: string): void {
    this.channels.get(name)?.msgs.close();
    this.channels.delete(name);
  }

  flush(): void {
    // Memory is as safe as it will get.
  }

  close(): void {
    for (const { msgs } of this.channels.values()) msgs.close();
    this.channels.clear();
  }

  abandon(): void {
    this.close();
  }
}
