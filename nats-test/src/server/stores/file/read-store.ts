import type { RecoveredSubscription, StoredClient, StoredServer } from '../store';
import { StoreError } from '../store-error';
import type { SubscriptionRecord } from '../recovered-subscription';
import type { Database, Entry } from './database';
import type { ChannelRecord } from './file-channel';
import { RECORD_BYTES, type MsgCounts } from './file-msg-store';
import {
  allChannels,
  allClients,
  allMessages,
  allMeta,
  allPending,
  lastNumber,
  lastSentKey,
  lastSequence,
  metaKey,
  subscriptionKey,
} from './keys';
import { MessageBlock } from './message-block';
import { readChunk } from './pending-chunks';
import { unseal } from './sealed';

/** A client as it is on disk; bytes are in base64. */
export interface ClientRecord {
  readonly id: string;
  readonly heartbeatInbox: string;
  readonly connId: string;
}

/** A client on disk, and under which number. */
export interface ReadClient {
  readonly number: number;
  readonly client: StoredClient;
}

/** A channel on disk. */
export interface ReadChannel {
  readonly id: number;
  readonly name: string;
  readonly lastSubscriptionId: number;
  readonly counts: MsgCounts;
  readonly subscriptions: readonly RecoveredSubscription[];
}

/** All that is on disk. */
export interface ReadStore {
  readonly server: StoredServer | undefined;
  readonly clients: readonly ReadClient[];
  readonly channels: readonly ReadChannel[];
}

/**
 * Reads all there is, each message included: half of it would be worse than nothing.
 * @throws StoreError naming what is damaged
 */
export function readStore(whole: Database): ReadStore {
  const database = new CountingDatabase(whole);
  const read = readAll(database);
  for (const entry of database.startingWith(allMeta())) valueOf(entry, 'what it says of itself');
  // A page that has lost its place takes what was on it along.
  if (database.seen !== whole.count) {
    throw damaged(`it should have ${whole.count} records, and ${database.seen} can be found`);
  }
  return read;
}

/** Counts what is read. */
class CountingDatabase {
  seen = 0;
  private readonly whole: Database;

  constructor(whole: Database) {
    this.whole = whole;
  }

  get(key: Buffer): Buffer | undefined {
    return this.whole.get(key);
  }

  *startingWith(prefix: Buffer): Iterable<Entry> {
    for (const entry of this.whole.startingWith(prefix)) {
      this.seen++;
      yield entry;
    }
  }
}

type Readable = Pick<Database, 'get' | 'startingWith'>;

function readAll(database: Readable): ReadStore {
  return {
    server: readMeta(database, 'server') as StoredServer | undefined,
    clients: [...database.startingWith(allClients())].map((entry) => {
      const { id, heartbeatInbox, connId } = jsonOf(entry, 'a client') as ClientRecord;
      const client = { id, heartbeatInbox, connId: Buffer.from(connId, 'base64') };
      return { number: lastNumber(entry.key), client };
    }),
    // A list first: one reading at a time.
    channels: [...database.startingWith(allChannels())].map((entry) => {
      const id = lastNumber(entry.key);
      const record = jsonOf(entry, `channel ${id}`) as ChannelRecord;
      return {
        id,
        name: record.name,
        lastSubscriptionId: record.lastSubscriptionId,
        counts: countMsgs(database, id, record),
        subscriptions: readSubscriptions(database, id, record.name),
      };
    }),
  };
}

/**
 * What the store says of itself under a name; undefined when it says nothing.
 * @throws StoreError
 */
export function readMeta(database: Readable, name: string): unknown {
  const key = metaKey(name);
  const value = database.get(key);
  return value && jsonOf({ key, value }, `what it says of its ${name}`);
}

function countMsgs(
  database: Readable,
  id: number,
  { name, first, last }: ChannelRecord,
): MsgCounts {
  const ofChannel = `of channel ${JSON.stringify(name)}`;
  let next = first;
  let bytes = 0;
  let oldestBlock = 0;
  for (const { key, value } of database.startingWith(allMessages(id))) {
    const sealed = unseal(key, value);
    const sequence = lastSequence(key);
    if (!sealed) {
      const what = `message ${sequence} ${ofChannel}, or one that is stored with it,`;
      throw damaged(`${what} has a wrong checksum`);
    }
    const block = new MessageBlock(sequence, sealed);
    // The oldest one may begin with messages that are gone.
    const isNext = oldestBlock === 0 ? sequence <= first && block.end > first : sequence === next;
    if (!isNext) throw damaged(`message ${next} ${ofChannel} is missing`);
    if (oldestBlock === 0) oldestBlock = sequence;
    bytes += block.bytesFrom(next) + (block.end - next) * RECORD_BYTES;
    next = block.end;
  }
  const count = next - first;
  const wanted = first === 0 ? 0 : last - first + 1;
  if (count !== wanted) {
    throw damaged(
      `channel ${JSON.stringify(name)} should have ${wanted} messages and has ${count}`,
    );
  }
  return { first, last, count, bytes, oldestBlock };
}

function readSubscriptions(database: Readable, id: number, name: string): RecoveredSubscription[] {
  const ofChannel = `of channel ${JSON.stringify(name)}`;
  const lastSent = new Map<number, number>();
  for (const entry of database.startingWith(lastSentKey(id))) {
    const number = lastNumber(entry.key);
    lastSent.set(
      number,
      lastSequence(valueOf(entry, `the place of subscription ${number} ${ofChannel}`)),
    );
  }
  return [...database.startingWith(subscriptionKey(id))].map((entry) => {
    const subscriptionId = lastNumber(entry.key);
    const what = `subscription ${subscriptionId} ${ofChannel}`;
    const record = jsonOf(entry, what) as SubscriptionRecord;
    const pending: number[] = [];
    for (const one of database.startingWith(allPending(id, subscriptionId))) {
      const bits = valueOf(one, `what is pending for ${what}`);
      pending.push(...readChunk(lastSequence(one.key), bits));
    }
    return { ...record, lastSent: lastSent.get(subscriptionId) ?? record.lastSent, pending };
  });
}

function jsonOf(entry: Entry, what: string): unknown {
  return JSON.parse(valueOf(entry, what).toString('utf8'));
}

function valueOf({ key, value }: Entry, what: string): Buffer {
  const unsealed = unseal(key, value);
  if (!unsealed) throw damaged(`${what} has a wrong checksum`);
  return unsealed;
}

function damaged(what: string): StoreError {
  return new StoreError(`the store is damaged: ${what}`);
}
