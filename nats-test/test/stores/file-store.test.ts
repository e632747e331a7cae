import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECORD_BYTES } from '../../src/server/stores/file/file-msg-store';
import { FileStore } from '../../src/server/stores/file/file-store';
import { allChannels, allMessages, lastNumber } from '../../src/server/stores/file/keys';
import { LmdbDatabase } from '../../src/server/stores/file/lmdb-database';
import type {
  StoredMsg,
  StoredSubscription,
  SubscriptionStore,
} from '../../src/server/stores/store';
import { isForgotten } from '../support/garbage';
import { MapDatabase, noSpace } from '../support/map-database';
import { describeMsgStore } from './msg-store-suite';
import { describeRecovery } from './recovery-suite';
import { describeStore } from './store-suite';
import { createChannel, openStore, type StoreFactory } from './store-factory';
import { append, stateOf } from './stored-messages';
import { newSubscription } from './stored-subscriptions';
import { describeSubscriptionStore } from './subscription-store-suite';

const file: StoreFactory = async (limits, clock, log) => {
  const folder = await mkdtemp(join(tmpdir(), 'nats-test-store-'));
  const open = (): FileStore =>
    new FileStore(new LmdbDatabase(join(folder, 'x.mdb'), { sync: false }), limits, clock, log);
  let store = open();
  return {
    store,
    reopen: async () => {
      store.close();
      store = open();
      return store;
    },
    cleanUp: () => rm(folder, { recursive: true }),
  };
};

/** A store whose disk is in memory, and can be full. */
const on =
  (disk: MapDatabase): StoreFactory =>
  (limits, clock, log) => {
    const open = (): FileStore => new FileStore(disk, limits, clock, log);
    return Promise.resolve({
      store: open(),
      reopen: () => Promise.resolve(open()),
      cleanUp: () => Promise.resolve(),
    });
  };

function newSubscriptionIn(subscriptions: SubscriptionStore): StoredSubscription {
  const subscription = newSubscription();
  subscriptions.create(subscription);
  return subscription;
}

/** Writes now and then, so that most messages are found on disk. */
const written: StoreFactory = async (limits, clock, log) => {
  const opened = await file(limits, clock, log);
  const { store } = opened;
  const create = store.createChannel.bind(store);
  let appended = 0;
  store.createChannel = (name) => {
    const channel = create(name);
    if (!channel) return undefined;
    const { msgs } = channel;
    const append = msgs.append.bind(msgs);
    msgs.append = (parts) => {
      append(parts);
      if (++appended % 50 === 0 || appended < 50) store.flush();
    };
    return channel;
  };
  return opened;
};

describeStore('file store', file);
describeMsgStore('file store', file, RECORD_BYTES);
describeMsgStore('file store that is written', written, RECORD_BYTES);
describeSubscriptionStore('file store', file);
describeRecovery('file store', file);

describe('file store', () => {
  it('calls itself as monitoring does', async () => {
    const { store } = await openStore(file);

    expect(store.type).toBe('FILE');
  });

  it('keeps no record of what is pending no more', async () => {
    const disk = new MapDatabase();
    const { store } = await openStore(on(disk));
    const { subscriptions } = createChannel(store);
    const { id } = newSubscriptionIn(subscriptions);
    store.flush();
    const before = disk.count;

    for (let sequence = 1; sequence <= 3000; sequence++) subscriptions.addPending(id, sequence);
    store.flush();
    const meanwhile = disk.count;
    for (let sequence = 1; sequence <= 3000; sequence++) subscriptions.ackPending(id, sequence);
    store.flush();

    expect([meanwhile > before, disk.count]).toEqual([true, before]);
  });

  it('lets go of old messages after a write that could not take them away', async () => {
    const disk = new MapDatabase();
    const { store, reopen } = await openStore(on(disk), { msgsMax: 100 });
    store.recover();
    store.init({ clusterId: 'c', subjectsId: 's' });
    const { msgs, subscriptions } = createChannel(store);
    const appendAll = (count: number): void => {
      for (let i = 0; i < count; i++) append(msgs);
    };
    for (let block = 0; block < 10; block++) {
      appendAll(10);
      store.flush();
    }
    appendAll(50);
    disk.failure = noSpace();
    expect(() => {
      store.flush();
    }).toThrow(noSpace());
    disk.failure = undefined;

    newSubscriptionIn(subscriptions);
    store.flush();
    appendAll(60);
    store.flush();

    const [channel] = (await reopen()).recover()?.channels ?? [];
    expect(channel && stateOf(channel.store.msgs)).toEqual({ first: 61, last: 160, count: 100 });
  });

  it.each([
    ['oldest', 0, 'message 1 of channel "a" is missing'],
    ['middle', 1, 'message 4 of channel "a" is missing'],
    ['newest', 2, 'channel "a" should have 9 messages and has 6'],
  ])('says so when the %s block is missing', async (_which, block, fault) => {
    const disk = new MapDatabase();
    const { store, reopen } = await openStore(on(disk));
    store.recover();
    store.init({ clusterId: 'c', subjectsId: 's' });
    const { msgs } = createChannel(store);
    for (let i = 1; i <= 9; i++) {
      append(msgs);
      if (i % 3 === 0) store.flush();
    }
    const channelId = lastNumber(disk.startingWith(allChannels())[0]?.key ?? Buffer.alloc(0));
    const gone = disk.startingWith(allMessages(channelId))[block];
    disk.write((changes) => {
      if (gone) changes.remove(gone.key);
    });

    const reopened = await reopen();

    expect(() => reopened.recover()).toThrow(fault);
  });

  it('keeps in memory a few of the messages that were read', async () => {
    const { store } = await openStore(file);
    const { msgs } = createChannel(store);
    // Each is a block of its own, and what was written last stays.
    for (let i = 0; i < 20; i++) append(msgs, { data: Buffer.alloc(70_000) });
    store.flush();
    const found: StoredMsg = { bytes: Buffer.alloc(0), start: 0, end: 0 };

    const forgotten = await isForgotten(() => {
      msgs.lookup(1, found);
      const { bytes } = found;
      for (let sequence = 2; sequence <= 10; sequence++) msgs.lookup(sequence, found);
      return bytes;
    });

    expect([forgotten, msgs.lookup(1, found)]).toEqual([true, true]);
  });
});
