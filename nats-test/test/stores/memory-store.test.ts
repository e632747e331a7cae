import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/server/stores/memory/memory-store';
import { describeMsgStore } from './msg-store-suite';
import { describeStore } from './store-suite';
import { describeRecovery } from './recovery-suite';
import { openStore, type StoreFactory } from './store-factory';
import { describeSubscriptionStore } from './subscription-store-suite';

const memory: StoreFactory = async (limits, clock, log) => {
  const store = new MemoryStore(limits, clock, log);
  return { store, reopen: async () => store, cleanUp: async () => {} };
};

describeStore('memory store', memory);
describeMsgStore('memory store', memory);
describeSubscriptionStore('memory store', memory);
describeRecovery('memory store', memory);

describe('memory store', () => {
  it('calls itself as monitoring does', async () => {
    const { store } = await openStore(memory);

    expect(store.type).toBe('MEMORY');
  });
});
