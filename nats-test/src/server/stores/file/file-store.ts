import type { Clock } from '../../../base/clock';
import { goErrorText } from '../../../base/go-error-text';
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
import { StoreError } from '../store-error';
import type { Changes, Database } from './database';
import { FileChannel, removeChannel } from './file-channel';
import { clientKey, metaKey } from './keys';
import { readStore, type ClientRecord, type ReadStore } from './read-store';
import { Sealer } from './sealed';

/** A value under a key, or none any more. */
interface Change {
  readonly key: Buffer;
  readonly json: unknown;
}

/**
 * Keeps everything on disk. Changes are collected in memory and written at once by `flush`: all of
 * them or none.
 */
export class FileStore implements Store {
  readonly type = 'FILE';
  readonly limits: StoreLimits;

  private readonly database: Database;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly onClose: (database: Database) => void;
  private readonly sealer = new Sealer();
  private readonly limitsOf: (channel: string) => ChannelLimits;
  private readonly channels = new Map<string, FileChannel>();
  private readonly clientNumbers = new Map<string, number>();
  private lastClientNumber = 0;
  private lastChannelId = 0;
  private changed = new Set<FileChannel>();
  private deletedChannels: number[] = [];
  private changes: Change[] = [];
  private isHeld = false;
  private isClosed = false;

  /** @param onClose called with the database before it is closed */
  constructor(
    database: Database,
    limits: StoreLimits,
    clock: Clock,
    log: Log,
    onClose: (database: Database) => void = () => undefined,
  ) {
    this.database = database;
    this.limits = limits;
    this.limitsOf = limitsByChannel(limits);
    this.clock = clock;
    this.log = log;
    this.onClose = onClose;
  }

  recover(): RecoveredState | undefined {
    const { server, clients, channels } = this.read();
    if (!server) return undefined;
    for (const { number, client } of clients) {
      this.clientNumbers.set(client.id, number);
      this.lastClientNumber = Math.max(this.lastClientNumber, number);
    }
    return {
      server,
      clients: clients.map(({ client }) => client),
      channels: channels.map(({ id, name, counts, lastSubscriptionId, subscriptions }) => {
        const store = this.newChannel(id, name);
        store.recover(counts, lastSubscriptionId, subscriptions);
        return { name, store, subscriptions };
      }),
    };
  }

  init(server: StoredServer): void {
    this.put(metaKey('server'), server);
  }

  begin(): void {
    this.isHeld = false;
  }

  /** Writes nothing before `begin`: a start that fails takes nothing away. */
  hold(): void {
    this.isHeld = true;
  }

  addClient({ id, heartbeatInbox, connId }: StoredClient): void {
    const number = ++this.lastClientNumber;
    this.clientNumbers.set(id, number);
    const record: ClientRecord = {
      id,
      heartbeatInbox,
      connId: Buffer.from(connId).toString('base64'),
    };
    this.put(clientKey(number), record);
  }

  deleteClient(clientId: string): void {
    const number = this.clientNumbers.get(clientId);
    if (number === undefined) return;
    this.clientNumbers.delete(clientId);
    this.put(clientKey(number), undefined);
  }

  createChannel(name: string): ChannelStore | undefined {
    const { channelsMax } = this.limits;
    if (channelsMax > 0 && this.channels.size >= channelsMax) return undefined;
    const channel = this.newChannel(this.lastChannelId + 1, name);
    this.changed.add(channel);
    return channel;
  }

  deleteChannel(name: string): void {
    const channel = this.channels.get(name);
    if (!channel) return;
    channel.msgs.close();
    this.channels.delete(name);
    this.changed.delete(channel);
    this.deletedChannels.push(channel.id);
  }

  flush(): void {
    if (this.isHeld) return;
    if (this.changed.size + this.deletedChannels.length + this.changes.length === 0) return;
    try {
      this.database.write((changes) => {
        this.write(changes);
      });
    } catch (error) {
      for (const { msgs } of this.changed) msgs.takeBack();
      throw error;
    }
    for (const channel of this.changed) channel.written();
    this.changed.clear();
    this.deletedChannels = [];
    this.changes = [];
  }

  close(): void {
    if (this.isClosed) return;
    try {
      this.flush();
    } catch (error) {
      this.log.error(`Unable to write what was left: ${goErrorText(error)}`);
    }
    this.abandon();
  }

  abandon(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const { msgs } of this.channels.values()) msgs.close();
    this.onClose(this.database);
    this.database.close();
  }

  private read(): ReadStore {
    try {
      return readStore(this.database);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError(`the store is damaged: ${(error as Error).message}`, { cause: error });
    }
  }

  private write(changes: Changes): void {
    for (const { key, json } of this.changes) {
      if (json === undefined) changes.remove(key);
      else changes.put(key, this.sealer.seal(key, Buffer.from(JSON.stringify(json))));
    }
    for (const id of this.deletedChannels) removeChannel(changes, id);
    for (const channel of this.changed) channel.write(changes);
  }

  private put(key: Buffer, json: unknown): void {
    this.changes.push({ key, json });
  }

  private newChannel(id: number, name: string): FileChannel {
    const { database, sealer, clock, log } = this;
    const limits = this.limitsOf(name);
    const onChange = (changed: FileChannel): void => {
      this.changed.add(changed);
    };
    const channel = new FileChannel({ database, sealer, limits, clock, log, onChange }, id, name);
    this.channels.set(name, channel);
    this.lastChannelId = Math.max(this.lastChannelId, id);
    return channel;
  }
}
