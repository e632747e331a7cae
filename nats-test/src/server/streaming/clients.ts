import { ByteKeyCache } from '../../base/byte-key-cache';
import type { Timer } from '../../base/clock';
import type { ConnectRequest } from '../../protocol/streaming/messages';
import type { Store, StoredClient } from '../stores/store';
import type { StreamingSubscription } from './subscription';

/** As many as NATS connections at a time; the real server takes any number. */
export const CLIENTS_MAX = 64 * 1024;

/** A registered client. It may be on any NATS connection, and may change it without a word. */
export interface Client extends StoredClient {
  readonly subscriptions: StreamingSubscription[];
  failedHeartbeats: number;
  /** Undefined once the client is gone. */
  heartbeatTimer: Timer | undefined;
}

const keyOf = (connId: Uint8Array): string => Buffer.from(connId).toString('latin1');

/** Who is registered, by client ID and by connection ID. */
export class Clients {
  private readonly byId = new Map<string, Client>();
  private readonly byConnId = new Map<string, Client>();
  private readonly idCache = new ByteKeyCache<Client>();
  private readonly connIdCache = new ByteKeyCache<Client>();
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  get count(): number {
    return this.byId.size;
  }

  all(): IterableIterator<Client> {
    return this.byId.values();
  }

  get(id: string): Client | undefined {
    return this.byId.get(id);
  }

  getByConnId(connId: Uint8Array): Client | undefined {
    return this.byConnId.get(keyOf(connId));
  }

  /** Takes in a client whose ID is free. */
  register(request: ConnectRequest): Client {
    const client = this.recover({
      id: request.clientID,
      heartbeatInbox: request.heartbeatInbox,
      connId: request.connID,
    });
    this.store.addClient(client);
    return client;
  }

  /** Takes in a client that the store has brought back. */
  recover({ id, heartbeatInbox, connId }: StoredClient): Client {
    const client: Client = {
      id,
      heartbeatInbox,
      connId,
      subscriptions: [],
      failedHeartbeats: 0,
      heartbeatTimer: undefined,
    };
    this.byId.set(id, client);
    if (connId.length > 0) this.byConnId.set(keyOf(connId), client);
    return client;
  }

  unregister(client: Client): void {
    this.forget(client);
    this.store.deleteClient(client.id);
  }

  /** Forgets all, for the server ends; in the store they stay. */
  close(): void {
    for (const client of [...this.byId.values()]) this.forget(client);
  }

  /** Whether bytes in a buffer are the ID of a registered client. */
  isRegistered(bytes: Buffer, start: number, end: number): boolean {
    if (this.idCache.get(bytes, start, end)) return true;
    const client = this.byId.get(bytes.toString('utf8', start, end));
    if (client) this.idCache.put(bytes, start, end, client);
    return client !== undefined;
  }

  /** The same for a connection ID. */
  isConnected(bytes: Buffer, start: number, end: number): boolean {
    if (this.connIdCache.get(bytes, start, end)) return true;
    const client = this.byConnId.get(bytes.toString('latin1', start, end));
    if (client) this.connIdCache.put(bytes, start, end, client);
    return client !== undefined;
  }

  private forget(client: Client): void {
    client.heartbeatTimer?.cancel();
    client.heartbeatTimer = undefined;
    this.byId.delete(client.id);
    if (client.connId.length > 0) this.byConnId.delete(keyOf(client.connId));
    this.idCache.clear();
    this.connIdCache.clear();
  }
}
