import { ByteKeyCache } from '../../base/byte-key-cache';
import type { Log } from '../../base/log';
import { StreamingError } from '../../protocol/streaming/errors';
import type { RecoveredChannel, Store } from '../stores/store';
import { Channel } from './channel';
import type { Inactivity } from './inactivity';

/** The channels that there are; they come with their first message or subscription. */
export class Channels {
  private readonly byName = new Map<string, Channel>();
  private readonly cache = new ByteKeyCache<Channel>();
  private readonly store: Store;
  private readonly log: Log;
  private readonly inactivity: Inactivity;

  constructor(store: Store, log: Log, inactivity: Inactivity) {
    this.store = store;
    this.log = log;
    this.inactivity = inactivity;
  }

  get count(): number {
    return this.byName.size;
  }

  all(): IterableIterator<Channel> {
    return this.byName.values();
  }

  get(name: string): Channel | undefined {
    return this.byName.get(name);
  }

  /** The channel whose name stands in a buffer. */
  getByBytes(bytes: Buffer, start: number, end: number): Channel | undefined {
    const cached = this.cache.get(bytes, start, end);
    if (cached) return cached;
    const channel = this.byName.get(bytes.toString('utf8', start, end));
    if (channel) this.cache.put(bytes, start, end, channel);
    return channel;
  }

  getOrCreate(name: string): Channel | typeof StreamingError.tooManyChannels {
    const known = this.byName.get(name);
    if (known) return known;
    const stored = this.store.createChannel(name);
    if (!stored) return StreamingError.tooManyChannels;
    const channel = new Channel(name, stored);
    this.byName.set(name, channel);
    this.inactivity.watch(channel);
    this.log.notice(`Channel ${JSON.stringify(name)} has been created`);
    return channel;
  }

  /** Takes in a channel that the store has brought back. */
  recover({ name, store }: RecoveredChannel): Channel {
    const channel = new Channel(name, store);
    this.byName.set(name, channel);
    return channel;
  }

  delete(channel: Channel): void {
    this.store.deleteChannel(channel.name);
    this.byName.delete(channel.name);
    this.cache.clear();
    this.log.notice(`Channel ${JSON.stringify(channel.name)} has been deleted`);
  }
}
