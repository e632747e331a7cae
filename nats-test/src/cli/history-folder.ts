import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../base/make-folder';
import { badUsage } from './command-error';
import { typedPath } from './typed-path';

/** Where the histories of a run go. */
export interface HistoryFolder {
  readonly path: string;
  /** Takes it away again when it was made for this run and nothing was written. */
  removeIfUnused(): void;
}

/**
 * Makes the folder for the histories of a run, and sees that something can be written there.
 * @param typed undefined for a new one among the temporary files
 * @throws CommandError, bad usage: nothing can be written there
 */
export async function openHistoryFolder(typed: string | undefined): Promise<HistoryFolder> {
  if (typed === '') throw badUsage('--history needs a folder: nats-test verify --history DIR');
  const folder = typed === undefined ? tmpdir() : typedPath(typed);
  try {
    if (typed === undefined) return newFolder(join(folder, 'nats-test-'));
    await makeFolder(folder);
    // Permissions do not tell: nobody can write to some folders, whatever theirs are.
    newFolder(join(folder, '.nats-test-')).removeIfUnused();
    return { path: folder, removeIfUnused: () => undefined };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw badUsage(
      `histories can't be written to ${folder} (${code ?? 'unknown error'}): --history DIR names another folder`,
      error,
    );
  }
}

function newFolder(prefix: string): HistoryFolder {
  const path = mkdtempSync(prefix);
  return {
    path,
    removeIfUnused: () => {
      try {
        rmdirSync(path);
      } catch {
        // It has histories in it.
      }
    },
  };
}
