import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { ChannelStore, Store, StoreLimits } from '../store';
import { MemoryMsgStore } from './memory-msg-store';
import { MemorySubscriptionStore } from './memory-subscription-store';

/** Keeps everything in memory: fast, and gone with the process. */
export class MemoryStore implements Store {
  readonly type = 'MEMORY';
  readonly limits: StoreLimits;

  private readonly clock: Clock;
  private readonly log: Log;
  private readonly channels = new Map<string, MemoryMsgStore>();

  constructor(limits: StoreLimits, clock: Clock, log: Log) {
    this.limits = limits;
    this.clock = clock;
    this.log = log;
  }

  createChannel(name: string): ChannelStore | undefined {
    const { channelsMax } = this.limits;
    if (channelsMax > 0 && this.channels.size >= channelsMax) return undefined;
    const msgs = new MemoryMsgStore(name, this.limits, this.clock, this.log);
    this.channels.set(name, msgs);
    return { msgs, subscriptions: new MemorySubscriptionStore(this.limits) };
  }

  deleteChannel(name: string): void {
    this.channels.get(name)?.close();
    this.channels.delete(name);
  }

  flush(): void {
    // Memory is as safe as it will get.
  }

  close(): void {
    for (const msgs of this.channels.values()) msgs.close();
    this.channels.clear();
  }
}
