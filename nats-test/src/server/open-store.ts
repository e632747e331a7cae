import type { Clock } from '../base/clock';
import type { Log } from '../base/log';
import type { ServerSettings } from './settings';
import { MemoryStore } from './stores/memory/memory-store';
import type { Store } from './stores/store';

/**
 * Opens the store that the settings ask for.
 * @throws StoreError when it cannot be used
 */
export function openStore(settings: ServerSettings, clock: Clock, log: Log): Promise<Store> {
  return open(settings, clock, log, true);
}

async function open(
  { storeType, storeFolder = '', fileSync = true, limits }: ServerSettings,
  clock: Clock,
  log: Log,
  isDoubted: boolean,
): Promise<Store> {
  if (storeType !== 'FILE') return new MemoryStore(limits, clock, log);
  // Only now, for it loads a database.
  const { openFileStore } = await import('./stores/file/open-file-store.js');
  return openFileStore({ folder: storeFolder, sync: fileSync, isDoubted, limits, clock, log });
}

/**
 * Opens the store for the next life of a server.
 * @param before the store of the life before
 * @param keep whether it is to be found as it was, or empty
 */
export async function reopenStore(
  before: Store,
  keep: boolean,
  settings: ServerSettings,
  clock: Clock,
  log: Log,
): Promise<Store> {
  // Memory is all that this one has: closed, it would be gone.
  if (keep && before.type === 'MEMORY') return before;
  before.close();
  if (!keep && before.type === 'FILE') {
    const { removeFileStore } = await import('./stores/file/open-file-store.js');
    await removeFileStore(settings.storeFolder ?? '');
  }
  return open(settings, clock, log, false);
}
