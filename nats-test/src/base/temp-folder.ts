import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { atExit } from './at-exit';

/** A folder of our own, which is gone in the end even if this process ends in a hurry. */
export interface TempFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Somebody whom SIGKILL has just ended may still have been writing. */
const REMOVAL = { recursive: true, force: true, maxRetries: 5 } as const;

/** Makes one where the system keeps such. */
export async function makeTempFolder(prefix: string): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  const forget = atExit(() => {
    rmSync(path, REMOVAL);
  });
  return {
    path,
    remove: async () => {
      await rm(path, REMOVAL);
      forget();
    },
  };
}
