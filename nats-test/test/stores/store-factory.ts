import { onTestFinished } from 'vitest';
import { createLog } from '../../src/base/log';
import { virtualClock, type VirtualClock } from '../../src/base/virtual-clock';
import type { Clock } from '../../src/base/clock';
import type { Log } from '../../src/base/log';
import type { ChannelStore, Store, StoreLimits } from '../../src/server/stores/store';

/** A store of the kind under test, empty. */
export interface OpenedStore {
  readonly store: Store;
  /** What a server finds that starts when the one before has ended, in whichever way. */
  reopen(): Promise<Store>;
  /** Removes whatever the store has left outside of memory; the store is closed by then. */
  cleanUp(): Promise<void>;
}

/** What a kind of store gives to have the suites run over it. */
export type StoreFactory = (limits: StoreLimits, clock: Clock, log: Log) => Promise<OpenedStore>;

/** A store for one test, with what surrounds it. */
export interface StoreStage {
  readonly store: Store;
  /** See {@link OpenedStore}. */
  readonly reopen: () => Promise<Store>;
  readonly clock: VirtualClock;
  /** Lines of the log, each with its level in front. */
  readonly logLines: readonly string[];
}

const NO_LIMITS: StoreLimits = {
  channelsMax: 0,
  subscriptionsMax: 0,
  msgsMax: 0,
  bytesMax: 0,
  ageMsMax: 0,
  inactivityMsMax: 0,
};

/** Opens a store in virtual time and has it closed and cleaned up when the test ends. */
export async function openStore(
  factory: StoreFactory,
  limits: Partial<StoreLimits> = {},
): Promise<StoreStage> {
  const clock = virtualClock(new Date('2026-11-21T00:00:00Z'));
  const logLines: string[] = [];
  const log = createLog((level, line) => logLines.push(`${level} ${line}`), {
    debug: false,
    trace: false,
  });
  const opened = await factory({ ...NO_LIMITS, ...limits }, clock, log);
  onTestFinished(async () => {
    for (const store of stores) store.close();
    await opened.cleanUp();
  });
  const { store } = opened;
  const stores = new Set([store]);
  return {
    store,
    reopen: async () => {
      const reopened = await opened.reopen();
      stores.add(reopened);
      return reopened;
    },
    clock,
    logLines,
  };
}

/** Creates a channel that must be possible. */
export function createChannel(store: Store, name = 'a'): ChannelStore {
  const channel = store.createChannel(name);
  if (!channel) throw new Error(`channel ${name} was refused`);
  return channel;
}
