import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECORD_BYTES } from '../../src/server/stores/file/file-msg-store';
import { FileStore } from '../../src/server/stores/file/file-store';
import { LmdbDatabase } from '../../src/server/stores/file/lmdb-database';
import { describeMsgStore } from './msg-store-suite';
import { describeRecovery } from './recovery-suite';
import { describeStore } from './store-suite';
import { openStore, type StoreFactory } from './store-factory';
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
});
